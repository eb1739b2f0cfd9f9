import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

type Child = { readonly process: Deno.ChildProcess; line(): Promise<string | undefined> };

/** A program that goes on for `patience` milliseconds after it was interrupted. */
async function interruptible(patience: number): Promise<Child> {
  const script = fileURLToPath(new URL("interruptible.ts", import.meta.url));
  const process = new Deno.Command("deno", {
    args: ["run", "-q", "-A", "--no-check", script, String(patience)],
    stdout: "piped",
  }).spawn();
  const lines = linesOf(process.stdout);
  const child = { process, line: async () => (await lines.next()).value };
  assert.equal(await child.line(), "ready undefined");
  return child;
}

async function* linesOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string, undefined> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

Deno.test("design 5.4: the first Ctrl-C asks to stop, and the program ends in its own time with 130", async () => {
  const { process, line } = await interruptible(0);
  process.kill("SIGINT");
  assert.deepEqual([await line(), await line(), await line()], ["aborted 130 130", "finished", undefined]);
  assert.equal((await process.status).code, 130);
});

Deno.test("decision 2: TERM does the same with 143", async () => {
  const { process, line } = await interruptible(0);
  process.kill("SIGTERM");
  assert.deepEqual([await line(), await line(), await line()], ["aborted 143 143", "finished", undefined]);
  assert.equal((await process.status).code, 143);
});

Deno.test("deno.md: one Ctrl-C that arrives twice counts once; another one, a second later, ends at once", async () => {
  const { process, line } = await interruptible(60_000);
  process.kill("SIGINT");
  process.kill("SIGINT");
  assert.equal(await line(), "aborted 130 130");
  await pause(150);
  process.kill("SIGINT");
  await pause(1_000);
  process.kill("SIGINT");
  assert.deepEqual([await line(), await line()], ["at once 130", undefined]);
  assert.equal((await process.status).code, 130);
});
