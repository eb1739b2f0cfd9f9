import assert from "node:assert/strict";
import { readConfigDocument } from "../../lib/config/file/config_document.ts";
import type { Triplet } from "../../lib/config/file/config_source.ts";
import { configFile } from "./scripted.ts";

function parsed(entry: string): Triplet | undefined {
  return readConfigDocument("x.yaml", configFile(`ssh_key_name: ${entry}`)).triplets.get("ssh_key_name");
}

function bare(value: string): Triplet {
  return { action: "USESETVALUE", default: "", value, bare: true };
}

function triplet(action: string, fallback: string, value: string): Triplet {
  return { action, default: fallback, value };
}

const unset = triplet("PROMPTUSER", "", "");

const shapes: readonly [name: string, entry: string, expected: Triplet][] = [
  ["T14: a list", "[PROMPTUSER, d, s]", triplet("PROMPTUSER", "d", "s")],
  ["T15: a map with a value only", "{set_value: s}", triplet("PROMPTUSER", "", "s")],
  [
    "2.3: a map with its three names",
    "{action: USESETVALUE, default_value: 1, set_value: 2}",
    triplet("USESETVALUE", "1", "2"),
  ],
  ["2.3: an empty map", "{}", unset],
  ["3.62, T17: a text is a set value", "my-value", bare("my-value")],
  ["3.62: a value in quotes", '"alice,bob"', bare("alice,bob")],
  ["3.62: a value on lines of its own", ">-\n      a\n      b", bare("a b")],
  ["3.62: a bare word that is an action", "USESETVALUE", triplet("USESETVALUE", "", "")],
  ["3.62: the other one, spelled otherwise", "PromptUser", triplet("PromptUser", "", "")],
  ["3.62: a text that says nothing", "None", unset],
  ["T18: a list of nothing", "[null, ~, null]", unset],
  ["T18: an empty list", "[]", unset],
  ["T18: nothing", "", unset],
  ["T18: null", "null", unset],
  ["3.62, T18: a number", "42", bare("42")],
  ["3.62: a number keeps its text", "0.10", bare("0.10")],
  ["3.62, T18: a boolean", "True", bare("true")],
  ["3.62: what is falsy elsewhere", "false", bare("false")],
  ["3.62: and zero", "0", bare("0")],
  ["2.3: an empty text", '""', unset],
  ["3.62: a value that only looks like an action", "promptuser-key", bare("promptuser-key")],
  ["3.62: a number that has a type", "!!str 7200", bare("7200")],
  ["T19: spellings of booleans as text", '[USESETVALUE, "False", "TRUE"]', triplet("USESETVALUE", "false", "true")],
  ["T20: another spelling stays", '[USESETVALUE, "", tRUE]', triplet("USESETVALUE", "", "tRUE")],
  ["T21: texts that say nothing", '[null, "null", "None"]', unset],
  ["T25: an action in small letters", '[promptuser, "", x]', triplet("promptuser", "", "x")],
  ["T22: booleans are honoured", "[USESETVALUE, false, false]", triplet("USESETVALUE", "false", "false")],
  ["T23: zero is honoured", "[USESETVALUE, 0, 0]", triplet("USESETVALUE", "0", "0")],
  ["2.3: numbers keep their text", "[USESETVALUE, 08, 0.10]", triplet("USESETVALUE", "08", "0.10")],
  ["2.3: booleans of YAML", "[USESETVALUE, True, FALSE]", triplet("USESETVALUE", "true", "false")],
  ["2.3: falsy actions", "[0, a, b]", triplet("PROMPTUSER", "a", "b")],
  ["2.3: a comma at the end is no item", "[USESETVALUE, b, c, ]", triplet("USESETVALUE", "b", "c")],
  ["2.3: blanks are kept", '[PROMPTUSER, " b ", "\\tc"]', triplet("PROMPTUSER", " b ", "\tc")],
  ["2.3: empty collections are nothing", "[PROMPTUSER, [], {}]", unset],
];

for (const [name, entry, expected] of shapes) {
  Deno.test(`triplet ${name}`, () => assert.deepEqual(parsed(entry), expected));
}

Deno.test("a triplet may be an alias", () => {
  const entries = ["key: *all", "other: [PROMPTUSER, b, *c]", "alone: *c"].map((line) => `    ${line}\n`).join("");
  const text = `all: &all [PROMPTUSER, b, &c c]\nephemeral_cluster:\n  config:\n${entries}`;
  const { triplets } = readConfigDocument("x.yaml", text);
  assert.deepEqual(triplets.get("key"), triplet("PROMPTUSER", "b", "c"));
  assert.deepEqual(triplets.get("other"), triplet("PROMPTUSER", "b", "c"));
  assert.deepEqual(triplets.get("alone"), bare("c"));
});

const refused: readonly [name: string, text: string, code: string, place: string][] = [
  ["a list as an item", configFile("ssh_key_name: [USESETVALUE, b, [c]]"), "DAY-CFG-002", "line 3, column 36"],
  ["a map as an item", configFile("a: A", "ssh_key_name: [PROMPTUSER, {b: c}]"), "DAY-CFG-002", "line 4, column 32"],
  [
    "a list of users without quotes",
    configFile('ssh_key_name: [USESETVALUE, "", a, b]'),
    "DAY-CFG-002",
    "line 3, column 40",
  ],
  ["a number with a comma", configFile('ssh_key_name: [USESETVALUE, "", 1,000]'), "DAY-CFG-002", "line 3, column 39"],
  [
    "a fourth item that is nothing",
    configFile("ssh_key_name: [PROMPTUSER, a, b, ~]"),
    "DAY-CFG-002",
    "line 3, column 38",
  ],
  ["an unknown action", configFile("ssh_key_name: [USEVALUE, a, b]"), "DAY-CFG-002", "line 3, column 20"],
  ["a text for no action", configFile('ssh_key_name: ["null", a, b]'), "DAY-CFG-002", "line 3, column 20"],
  ["a value in the action's place", configFile("ssh_key_name: [4800]"), "DAY-CFG-002", "line 3, column 20"],
  ["three items without brackets", configFile("ssh_key_name: USESETVALUE, a, b"), "DAY-CFG-002", "line 3, column 19"],
  ["three items in quotes", configFile(`ssh_key_name: '[PROMPTUSER, "", b]'`), "DAY-CFG-002", "line 3, column 19"],
  [
    "three items in other brackets",
    configFile("ssh_key_name: (useSetValue, a, b)"),
    "DAY-CFG-002",
    "line 3, column 19",
  ],
  ["an action and a value alone", configFile("ssh_key_name: USESETVALUE b"), "DAY-CFG-002", "line 3, column 19"],
  ["a list of users in lines", configFile("ssh_key_name:", "  - alice", "  - bob"), "DAY-CFG-002", "line 4, column 9"],
  [
    "T16: a map with other names",
    configFile("ssh_key_name: {action: USESETVALUE, value: s}"),
    "DAY-CFG-002",
    "line 3, column 41",
  ],
  [
    "a map with a name too many",
    configFile("ssh_key_name: {set_value: s, note: x}"),
    "DAY-CFG-002",
    "line 3, column 34",
  ],
  ["a config that is a list", "ephemeral_cluster:\n  config: [a]\n", "DAY-CFG-002", "line 2, column 11"],
  ["a merge key", configFile("<<: {a: [A]}"), "DAY-CFG-002", "line 3, column 5"],
  ["broken YAML", configFile("key: [PROMPTUSER, b"), "DAY-CFG-001", "line 4, column 1"],
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

Deno.test("2.2: a key that is not ours means nothing, so that its entry may look like anything", () => {
  const others = ["mine: [MINE, a, b]", "more: [PROMPTUSER, a, b, c, d]", "map: {a: b}", "alone: x"];
  const { triplets } = readConfigDocument("x.yaml", configFile(...others));
  assert.deepEqual([...triplets], [
    ["mine", triplet("MINE", "a", "b")],
    ["more", triplet("PROMPTUSER", "a", "b")],
    ["map", unset],
    ["alone", bare("x")],
  ]);
});

Deno.test("3.62: an entry of another shape is told with its key and with what to write", () => {
  const fixes: readonly [entry: string, message: RegExp, fix: RegExp][] = [
    ['[USESETVALUE, "", alice, bob]', /users: this is a fourth item/, /put a list of users into quotes/],
    ["[USESETVALUE, x, [alice, bob]]", /users: .*list or a map/, /put a list of users into quotes/],
    ["PROMPTUSER, ubuntu, alice", /users: "PROMPTUSER, ubuntu, alice" is one text/, /\[USESETVALUE, "", VALUE\]/],
    ["[FOO, a, b]", /users: "FOO" is not an action/, /\[USESETVALUE, "", VALUE\]/],
    ["{default: d}", /users: default is not one of the names action, default_value, set_value/, /set_value/],
  ];
  for (const [entry, message, fix] of fixes) {
    const read = () => readConfigDocument("x.yaml", configFile(`allowed_budget_users: ${entry}`));
    assert.throws(read, (error: Error & { fix?: string; exitCode?: number }) => {
      assert.match(error.message, message);
      assert.match(error.fix ?? "", fix);
      assert.equal(error.exitCode, 1);
      return true;
    });
  }
});

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
