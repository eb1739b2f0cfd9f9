import assert from "node:assert/strict";
import { readConfigDocument } from "../../lib/config/file/config_document.ts";
import type { Triplet } from "../../lib/config/file/config_source.ts";
import { configFile } from "./scripted.ts";

function parsed(entry: string): Triplet | undefined {
  return readConfigDocument("x.yaml", configFile(`key: ${entry}`)).triplets.get("key");
}

function triplet(action: string, fallback: string, value: string): Triplet {
  return { action, default: fallback, value };
}

const unset = triplet("PROMPTUSER", "", "");

const shapes: readonly [name: string, entry: string, expected: Triplet][] = [
  ["T14: a list", "[PROMPTUSER, d, s]", triplet("PROMPTUSER", "d", "s")],
  ["T15: a map with a value only", "{set_value: s}", triplet("PROMPTUSER", "", "s")],
  ["T16: a map with other names", "{action: USESETVALUE, default: d, value: s}", triplet("USESETVALUE", "", "")],
  ["2.3: a map with its three names", "{action: A, default_value: 1, set_value: 2}", triplet("A", "1", "2")],
  ["T17: a text is an action", "my-value", triplet("my-value", "", "")],
  ["T18: a list of nothing", "[null, ~, null]", unset],
  ["T18: an empty list", "[]", unset],
  ["T18: nothing", "", unset],
  ["T18: null", "null", unset],
  ["T18: a number", "42", unset],
  ["T18: a boolean", "true", unset],
  ["2.3: an empty text", '""', unset],
  ["T19: spellings of booleans as text", '[USESETVALUE, "False", "TRUE"]', triplet("USESETVALUE", "false", "true")],
  ["T20: another spelling stays", '[USESETVALUE, "", tRUE]', triplet("USESETVALUE", "", "tRUE")],
  ["T21: texts that say nothing", '["null", "null", "None"]', triplet("null", "", "")],
  ["T22: booleans are honoured", "[USESETVALUE, false, false]", triplet("USESETVALUE", "false", "false")],
  ["T23: zero is honoured", "[USESETVALUE, 0, 0]", triplet("USESETVALUE", "0", "0")],
  ["2.3: numbers keep their text", "[USESETVALUE, 08, 0.10]", triplet("USESETVALUE", "08", "0.10")],
  ["2.3: booleans of YAML", "[USESETVALUE, True, FALSE]", triplet("USESETVALUE", "true", "false")],
  ["2.3: falsy actions", "[0, a, b]", triplet("PROMPTUSER", "a", "b")],
  ["2.3: items beyond the third", "[A, b, c, [d]]", triplet("A", "b", "c")],
  ["2.3: blanks are kept", '[A, " b ", "\\tc"]', triplet("A", " b ", "\tc")],
  ["2.3: empty collections are nothing", "[A, [], {}]", triplet("A", "", "")],
];

for (const [name, entry, expected] of shapes) {
  Deno.test(`triplet ${name}`, () => assert.deepEqual(parsed(entry), expected));
}

Deno.test("a triplet may be an alias", () => {
  const text = "all: &all [A, b, &c c]\nephemeral_cluster:\n  config:\n    key: *all\n    other: [A, b, *c]\n";
  const { triplets } = readConfigDocument("x.yaml", text);
  assert.deepEqual(triplets.get("key"), triplet("A", "b", "c"));
  assert.deepEqual(triplets.get("other"), triplet("A", "b", "c"));
});

const refused: readonly [name: string, text: string, code: string, place: string][] = [
  ["a list as an item", configFile("key: [A, b, [c]]"), "DAY-CFG-002", "line 3, column 17"],
  ["a map as an item", configFile("a: [A]", "key: [A, {b: c}]"), "DAY-CFG-002", "line 4, column 14"],
  ["a config that is a list", "ephemeral_cluster:\n  config: [a]\n", "DAY-CFG-002", "line 2, column 11"],
  ["a merge key", configFile("<<: {a: [A]}"), "DAY-CFG-002", "line 3, column 5"],
  ["broken YAML", configFile("key: [A, b"), "DAY-CFG-001", "line 4, column 1"],
  ["a key twice", configFile("key: [A]", "key: [B]"), "DAY-CFG-001", "line 4, column 5"],
];

for (const [name, text, code, place] of refused) {
  Deno.test(`${name} is refused with its place`, () => {
    assert.throws(() => readConfigDocument("x.yaml", text), (error: Error & { code?: string }) => {
      assert.equal(error.code, code);
      assert.match(error.message, new RegExp(`^x\\.yaml, ${place}: `));
      return true;
    });
  });
}

for (
  const text of [
    "",
    "a: 1\n",
    "ephemeral_cluster:\n",
    "ephemeral_cluster:\n  config:\n",
    "- a\n",
    "ephemeral_cluster: x\n",
  ]
) {
  Deno.test(`2.1: ${JSON.stringify(text)} has no section ephemeral_cluster.config`, () => {
    assert.throws(() => readConfigDocument("x.yaml", text), { code: "DAY-CFG-001" });
  });
}

Deno.test("2.1, 2.6: an empty config and template defaults of every type are read", () => {
  const text =
    "ephemeral_cluster:\n  config: {}\n  template_defaults: {a: 7200, b: false, c: , d: '', e: TRUE, f: x}\n";
  const read = readConfigDocument("x.yaml", text);
  assert.equal(read.triplets.size, 0);
  assert.deepEqual([...read.templateDefaults], [["a", "7200"], ["b", "false"], ["e", "true"], ["f", "x"]]);
});
