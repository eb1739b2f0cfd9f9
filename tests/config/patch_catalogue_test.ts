import assert from "node:assert/strict";
import { join } from "node:path";
import { parse } from "yaml";
import { patchCatalogue } from "../../lib/config/file/patch_catalogue.ts";
import { shippedPaths } from "../../lib/config/file/shipped_files.ts";
import { repository } from "../support/source_files.ts";

const stock = await Deno.readTextFile(join(repository, shippedPaths.repositories));

type Nested = { [key: string]: string | Nested };

/** As the reader on the head node does it: indentation, one `key: value` per line, quotes stripped, `#` cuts; nothing else. */
function simplyRead(text: string): Nested {
  const root: Nested = {};
  const open: { indent: number; map: Nested }[] = [{ indent: -1, map: root }];
  for (const line of text.split("\n").map((each) => each.replace(/#.*/, "").trimEnd())) {
    if (line.trim() === "") continue;
    const indent = line.length - line.trimStart().length;
    while ((open.at(-1)?.indent ?? -1) >= indent) open.pop();
    const [, key, value] = /^([^:]+): ?(.*)$/.exec(line.trim()) ?? assert.fail(line);
    const map = open.at(-1)?.map ?? root;
    if (value === "") open.push({ indent, map: map[key] = {} });
    else map[key] = value.replace(/^(["'])(.*)\1$/, "$2");
  }
  return root;
}

Deno.test("headnode cases 1 and 6: only the references differ, for the simple reader and for a full one", () => {
  const refs = {
    "daylily-omics-analysis": "0.10",
    "daylily-sarek": "feature/v1:rc'\u{1f9ec}",
    "rna-seq-star-deseq2": "x".repeat(200),
  };
  const patched = patchCatalogue(stock, refs);
  const expected = parse(stock);
  for (const [key, ref] of Object.entries(refs)) expected.repositories[key].default_ref = ref;
  assert.deepEqual(parse(patched), expected);
  assert.deepEqual(simplyRead(patched), expected);
});

Deno.test("headnode A5: a person's own catalogue becomes what the simple reader knows", () => {
  const own =
    `default_repository: a\nrepositories:\n  a: {default_ref: 1.0, description: "b", https_url: >-\n    c\n    d}\n`;
  const folded = `repositories:\n  a: { default_ref: main }\n  b:\n    description: >-\n      one\n      two\n`;
  assert.throws(() => patchCatalogue(own, { a: "x" }), { code: "DAY-CFG-001" });
  const patched = patchCatalogue(folded, { a: 'say "x"' });
  assert.deepEqual(simplyRead(patched), {
    repositories: { a: { default_ref: 'say "x"' }, b: { description: "one two" } },
  });
});

Deno.test("headnode A5: a reference that the simple reader would cut or leave in quotes is refused", () => {
  for (const ref of ["a#b", `"'`]) {
    assert.throws(() => patchCatalogue(stock, { "daylily-sarek": ref }), { code: "DAY-USE-001" }, ref);
  }
  assert.throws(() => patchCatalogue("x: 1", { a: "b" }), { code: "DAY-CFG-001" });
});
