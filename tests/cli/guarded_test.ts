import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("goes_wrong.ts", import.meta.url));

async function goWrong(...words: readonly string[]) {
  const { code, stdout, stderr } = await new Deno.Command("deno", {
    args: ["run", "-q", "--no-prompt", "-A", program, ...words],
    env: { NO_COLOR: "1" },
  }).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: decode(stdout), err: decode(stderr) };
}

Deno.test("design 5.6: what goes wrong is told in the one form of errors, without a stack trace", async () => {
  const [known, unknown, stray, timer] = await Promise.all(
    ["known", "unknown", "stray", "timer"].map((w) => goWrong(w)),
  );
  assert.deepEqual([known.code, known.out], [6, "ended with 6\n"]);
  assert.match(known.err, /^error DAY-RUN-001: somebody else is at it\n {2}fix: .*\n$/);
  assert.deepEqual([unknown.code, unknown.out], [2, "ended with 2\n"]);
  assert.match(unknown.err, /^error DAY-BUG-001: .*x is undefined.*\n {2}fix: .*\n$/);
  for (const { code, out, err } of [stray, timer]) {
    assert.deepEqual([code, out], [2, ""]);
    assert.match(err, /^error DAY-BUG-001: .*nobody waits for this.*\n {2}fix: .*\n$/);
  }
});

Deno.test("design 5.6: with --debug there is a stack trace, with --output json a document", async () => {
  const [debug, json] = await Promise.all([goWrong("stray", "--debug"), goWrong("unknown", "--output", "json")]);
  assert.match(debug.err, /goes_wrong\.ts:\d+/);
  const { error, status } = JSON.parse(json.out.replace(/^ended.*\n/m, ""));
  assert.deepEqual([error.code, status], ["DAY-BUG-001", "failed"]);
});
