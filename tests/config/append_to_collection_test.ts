import assert from "node:assert/strict";
import { isMap, isSeq, parseDocument } from "yaml";
import { appendToCollection } from "../../lib/config/file/append_to_collection.ts";

/** A map `m` before and after `new: 1` was appended to it. */
const layouts: readonly [name: string, before: string, after: string][] = [
  ["block style", "m:\n  a: 1\nz: 2\n", "m:\n  a: 1\n  new: 1\nz: 2\n"],
  ["comments behind it", "m:\n  a: 1 # b\n  # c\n\n# d\n", "m:\n  a: 1 # b\n  new: 1\n  # c\n\n# d\n"],
  ["no final newline", "m:\n  a: 1", "m:\n  a: 1\n  new: 1\n"],
  ["a key without a value at the end", "m:\n a:", "m:\n a:\n new: 1\n"],
  ["a key with only a comment at the end", "m:\n a: # b\n# c\n", "m:\n a: # b\n new: 1\n# c\n"],
  ["CRLF", "m:\r\n  a: 1\r\nz: 2\r\n", "m:\r\n  a: 1\r\n  new: 1\r\nz: 2\r\n"],
  ["CRLF without a final one", "m:\r\n  a: 1", "m:\r\n  a: 1\r\n  new: 1\r\n"],
  ["flow style", "m: {a: 1}\n", "m: {a: 1,\n    new: 1}\n"],
  ["flow style with a final comma", "m: {a: 1, # b\n  }\n", "m: {a: 1,\n    new: 1, # b\n  }\n"],
  ["a flow entry without a value", "m: {a}\n", "m: {a,\n    new: 1}\n"],
  ["an empty map", "m: {}\n", "m: {new: 1}\n"],
  ["an empty map over two lines", "m: { # b\n  }\n", "m: {new: 1 # b\n  }\n"],
  ["a literal block at the end", "m:\n  a: |+\n    x\n\n  \nz: 2\n", "m:\n  a: |+\n    x\n\n  \n  new: 1\nz: 2\n"],
  ["a folded text at the end", "m:\n  a: b\n   c\nz: 2\n", "m:\n  a: b\n   c\n  new: 1\nz: 2\n"],
  [
    "nested blocks",
    "m:\n  a:\n    - b: 1 # c\n      # d\n  # e\n",
    "m:\n  a:\n    - b: 1 # c\n  new: 1\n      # d\n  # e\n",
  ],
  ["a byte order mark", "\uFEFFm: {a: 1}\n", "\uFEFFm: {a: 1,\n    new: 1}\n"],
  ["an end marker", "---\nm:\n  a: 1\n...\n", "---\nm:\n  a: 1\n  new: 1\n...\n"],
  ["an explicit key", "m:\n  ? a\n  : 1\n", "m:\n  ? a\n  : 1\n  new: 1\n"],
  ["an anchored key", "m:\n  &x a: 1\n", "m:\n  &x a: 1\n  new: 1\n"],
  ["a map in a list", "x:\n  - &k m: 1\n", "x:\n  - &k m: 1\n    new: 1\n"],
  ["an anchored and tagged map", "m: &x !!map\n  a: 1\n", "m: &x !!map\n  a: 1\n  new: 1\n"],
  ["an alias at the end", "x: &x 1\nm:\n  a: *x\n", "x: &x 1\nm:\n  a: *x\n  new: 1\n"],
  ["a quoted text over two lines", 'm:\n  a: "b\n    c"\nz: 2\n', 'm:\n  a: "b\n    c"\n  new: 1\nz: 2\n'],
];

for (const [name, before, after] of layouts) {
  Deno.test(`appending to a map: ${name}`, () => {
    const path = before.startsWith("x:\n  -") ? ["x", 0] : ["m"];
    const map = parseDocument(before).getIn(path);
    assert.ok(isMap(map));
    const { at, text } = appendToCollection(before, map, ["new: 1"]);
    const result = before.slice(0, at) + text + before.slice(at);
    assert.equal(result, after);
    const document = parseDocument(result);
    assert.deepEqual(document.errors, []);
    assert.equal(document.getIn([...path, "new"]), 1);
  });
}

Deno.test("several entries get a line each", () => {
  for (
    const [before, after] of [["m:\n  a: 1\n", "m:\n  a: 1\n  b: 2\n  c: 3\n"], ["m: {}\n", "m: {b: 2,\n    c: 3}\n"]]
  ) {
    const map = parseDocument(before).get("m");
    assert.ok(isMap(map));
    const { at, text } = appendToCollection(before, map, ["b: 2", "c: 3"]);
    assert.equal(before.slice(0, at) + text + before.slice(at), after);
  }
});

const lists: readonly [name: string, before: string, after: string][] = [
  ["block style", "l:\n  - a: 1\nz: 2\n", "l:\n  - a: 1\n  - b: 2\n    c: 3\nz: 2\n"],
  ["not indented, comments behind it", "l:\n- a # x\n# y\n", "l:\n- a # x\n- b: 2\n  c: 3\n# y\n"],
  ["no final newline", "l:\n- a", "l:\n- a\n- b: 2\n  c: 3\n"],
  ["an empty item at the end", "l:\n- a\n-\nz: 1\n", "l:\n- a\n-\n- b: 2\n  c: 3\nz: 1\n"],
  ["an anchored list, CRLF", "l: &x\r\n  - a\r\n", "l: &x\r\n  - a\r\n  - b: 2\r\n    c: 3\r\n"],
];

for (const [name, before, after] of lists) {
  Deno.test(`appending to a list: ${name}`, () => {
    const list = parseDocument(before).get("l");
    assert.ok(isSeq(list));
    const { at, text } = appendToCollection(before, list, ["- b: 2\n  c: 3"]);
    const result = before.slice(0, at) + text + before.slice(at);
    assert.equal(result, after);
    assert.deepEqual(parseDocument(result).toJS().l.at(-1), { b: 2, c: 3 });
  });
}
