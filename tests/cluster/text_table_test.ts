import assert from "node:assert/strict";
import { fc } from "../support/fast_check.ts";
import { textTable } from "../../lib/text/table.ts";
import { wrap } from "../../lib/text/wrap.ts";

Deno.test("columns are as wide as their widest cell, the last one is wrapped below itself", () => {
  const rows = [["a", "one two three four five six"], ["long one", "x"], ["empty", ""]];
  assert.deepEqual(textTable(rows, { width: 30 }), [
    "  a         one two three four",
    "            five six",
    "  long one  x",
    "  empty",
  ]);
  assert.deepEqual(textTable([]), []);
});

Deno.test("property: wrapping keeps every word, and lines within the width where words allow", () => {
  const word = fc.stringMatching(/^[a-z]{1,12}$/);
  fc.assert(fc.property(fc.array(word, { minLength: 1 }), fc.integer({ min: 12, max: 40 }), (words, width) => {
    const lines = wrap(words.join(" "), width).split("\n");
    assert.equal(lines.join(" "), words.join(" "));
    assert.ok(lines.every(({ length }) => length <= width));
  }));
});
