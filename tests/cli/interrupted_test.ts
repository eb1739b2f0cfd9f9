import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("waits.ts", import.meta.url));

/** What a waiting task says before a signal that counts may come to it: it is ready, and it has heard the one before. */
const cues = ["ready", "heard"];

/** What a waiting task leaves on standard output when it gets these signals, each of which counts. */
async function waitFor(signals: readonly Deno.Signal[], ...words: readonly string[]) {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "--no-prompt", "-A", program, ...words],
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let err = "";
  let sent = 0;
  for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
    err += text;
    while (sent < signals.length && err.includes(cues[sent])) {
      // Two within half a second are one Ctrl-C.
      if (sent > 0) await new Promise((resolve) => setTimeout(resolve, 700));
      child.kill(signals[sent++]);
    }
  }
  const [{ code }, out] = await Promise.all([child.status, new Response(child.stdout).text()]);
  return { code, out, err };
}

Deno.test("decisions 7: what a signal ends leaves one JSON document with its error, also when it ends at once", async () => {
  const [terminated, twice, plain] = await Promise.all([
    waitFor(["SIGTERM"], "--output", "json"),
    waitFor(["SIGINT", "SIGINT"], "deaf", "--output=json"),
    waitFor(["SIGTERM"]),
  ]);
  for (
    const [{ code, out }, expected, name] of [[terminated, 143, "DAY-INT-002"], [twice, 130, "DAY-INT-001"]] as const
  ) {
    const { error, ...others } = JSON.parse(out);
    assert.deepEqual(others, { exit_code: expected, schema_version: 1, status: "interrupted", task: "wait" });
    assert.deepEqual([code, error.code, Object.keys(error)], [expected, name, ["code", "fix", "message"]]);
  }
  assert.match(twice.err, /stopped immediately \(exit code 130\)/);
  assert.deepEqual([plain.code, plain.out, plain.err], [143, "", "  ready\n"]);
});
