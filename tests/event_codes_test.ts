import assert from "node:assert/strict";
import { sourceFiles } from "./support/source_files.ts";

const registry = "lib/host/events/event_codes.ts";
const code = String.raw`"([a-z]+\.[a-z_]+)"`;

/** The distinct codes, sorted, that this pattern finds in the sources that are chosen. */
async function codes(pattern: string, isChosen: (path: string) => boolean): Promise<readonly string[]> {
  const files = await sourceFiles("main.ts", "tasks", "lib");
  const found = files.filter(({ path }) => isChosen(path)).flatMap(({ text }) =>
    [...text.matchAll(new RegExp(pattern, "gm"))].map(([, code]) => code)
  );
  return [...new Set(found)].sort();
}

Deno.test("design 5.11: every event that is emitted is registered, and every registered one is emitted", async () => {
  const registered = await codes(String.raw`^  readonly ${code}:`, (path) => path === registry);
  // An event is written out, or made by `waitEvent`.
  const emitted = await codes(String.raw`(?:\bcode: |\bwaitEvent\()${code}`, (path) => path !== registry);
  assert.ok(registered.length > 0);
  assert.deepEqual(emitted, registered);
});

Deno.test("design 4: nobody who shows events takes a message apart", async () => {
  const apart =
    /\bmessage\.(?:split|match|replace|slice|substring|startsWith|endsWith|indexOf)|\.(?:exec|test)\(message/;
  const views = (await sourceFiles("lib")).filter(({ path }) => path.startsWith("lib/cli/terminal/"));
  assert.ok(views.length > 0);
  assert.deepEqual(views.filter(({ text }) => apart.test(text)).map(({ path }) => path), []);
});
