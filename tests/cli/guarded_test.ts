import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { inTemporaryFolder } from "../support/temporary.ts";

const program = fileURLToPath(new URL("goes_wrong.ts", import.meta.url));

function goWrong(...words: readonly string[]) {
  return goWrongIn({}, ...words);
}

async function goWrongIn(environment: Readonly<Record<string, string>>, ...words: readonly string[]) {
  const { code, stdout, stderr } = await new Deno.Command("deno", {
    args: ["run", "-q", "--no-prompt", "-A", program, ...words],
    env: { ...environment, NO_COLOR: "1" },
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

Deno.test("a package that cannot be fetched is exit 4 with its name, the reason and what to do", () =>
  inTemporaryFolder(async (DENO_DIR) => {
    const unreachable = { DENO_DIR, NPM_CONFIG_REGISTRY: "http://127.0.0.1:1" };
    const { code, out, err } = await goWrongIn(unreachable, "unfetched", "--output", "json");
    const { error, status } = JSON.parse(out.replace(/^ended.*\n/m, ""));
    assert.deepEqual([code, error.code, status], [4, "DAY-DEP-001", "failed"], err);
    assert.match(
      error.message,
      /^Failed caching npm package '@\S+': .*http:\/\/127\.0\.0\.1:1.*refused/,
    );
    assert.match(error.fix, /NPM_CONFIG_REGISTRY.*DENO_CERT.*DENO_TLS_CA_STORE=system/);
  }));
