import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

type Child = {
  readonly process: Deno.ChildProcess;
  /** Its next lines. */
  lines(count: number): Promise<(string | undefined)[]>;
};

/** A program to which signals come at these moments of its own clock, in milliseconds. */
async function interruptible(...moments: readonly number[]): Promise<Child> {
  const script = fileURLToPath(new URL("interruptible.ts", import.meta.url));
  const process = new Deno.Command("deno", {
    args: ["run", "-q", "-A", "--no-check", script, ...moments.map(String)],
    stdout: "piped",
  }).spawn();
  const told = linesOf(process.stdout);
  const lines = async (count: number) => {
    const next: (string | undefined)[] = [];
    for (let n = 0; n < count; n++) next.push((await told.next()).value);
    return next;
  };
  assert.deepEqual(await lines(1), ["ready undefined"]);
  return { process, lines };
}

async function* linesOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string, undefined> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}

for (const [name, signal, code] of [["Ctrl-C", "SIGINT", 130], ["TERM", "SIGTERM", 143]] as const) {
  Deno.test(`design 5.4: the first ${name} asks to stop, and the program ends in its own time with ${code}`, async () => {
    const { process, lines } = await interruptible(0);
    process.kill(signal);
    assert.deepEqual(await lines(4), [`aborted ${code} ${code}`, "seen 1", "finished", undefined]);
    assert.equal((await process.status).code, code);
  });
}

Deno.test("deno.md: one Ctrl-C that arrives twice counts once; another one, half a second later, ends at once", async () => {
  const { process, lines } = await interruptible(0, 0, 499, 500, Infinity);
  process.kill("SIGINT");
  assert.deepEqual(await lines(2), ["aborted 130 130", "seen 1"]);
  for (const number of [2, 3]) {
    process.kill("SIGINT");
    assert.deepEqual(await lines(1), [`seen ${number}`]);
  }
  process.kill("SIGINT");
  assert.deepEqual(await lines(2), ["at once 130", undefined]);
  assert.equal((await process.status).code, 130);
});
