import assert from "node:assert/strict";
import { adviceOf } from "../lib/host/errors/advice.ts";
import { errorsPage } from "../lib/cli/pages/errors_page.ts";
import { DayError } from "../lib/host/errors/day_error.ts";
import { type ErrorCode, errorCodes } from "../lib/host/errors/error_codes.ts";
import { sourceFiles } from "./support/source_files.ts";

const codes = Object.keys(errorCodes) as ErrorCode[];

/** The codes that the product's sources name, the registry aside. */
async function usedCodes(): Promise<readonly string[]> {
  const files = await sourceFiles("main.ts", "tasks", "lib");
  const texts = files.filter(({ path }) => !/errors\/(error_codes|(spot_|workset_)?error_reasons)\.ts$/.test(path)).map(
    (
      { text },
    ) => text,
  );
  return texts.flatMap((text) => [...text.matchAll(/"((?:DAY|WS)-[A-Z0-9]+-\d+)"/g)].map(([, code]) => code));
}

Deno.test("design 5.6: every code that is used is registered, and every registered one is used", async () => {
  const used = [...new Set(await usedCodes())].sort();
  assert.deepEqual(used, [...codes].sort());
});

Deno.test("design 5.6: the page of error codes is the one that the registry gives; deno task docs writes it", async () => {
  assert.equal(await Deno.readTextFile(new URL("../docs/errors.md", import.meta.url)), errorsPage());
  for (const code of codes) assert.ok(errorsPage().includes(`| ${code} `), code);
});

Deno.test("a code has a form, an exit status of the product, one sentence and a way out", () => {
  const statuses = new Set([1, 2, 3, 4, 5, 6, 130, 143]);
  for (const code of codes) {
    const { exitCode, title, fix } = errorCodes[code];
    assert.match(code, /^(?:DAY|WS)-[A-Z]+-\d{3}$/);
    assert.ok(statuses.has(exitCode), code);
    assert.match(title, /^[A-Z].*[^.]$/, code);
    assert.match(adviceOf(fix).text, /^\S.*[^.\s]$/, code);
  }
});

Deno.test("an error takes its exit status and its way out from the registry, unless it knows a better way", () => {
  const cause = new Error("inner");
  const plain = new DayError("DAY-RUN-006", "it exists", { cause });
  assert.deepEqual([plain.exitCode, plain.fix, plain.cause, plain.name], [
    6,
    errorCodes["DAY-RUN-006"].fix,
    cause,
    "DayError",
  ]);
  assert.equal(new DayError("DAY-RUN-006", "it exists", { fix: "rename it" }).fix, "rename it");
});
