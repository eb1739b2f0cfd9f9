import assert from "node:assert/strict";
import { fc } from "../support/fast_check.ts";
import { type Json, stableJson } from "../../lib/host/json.ts";
import { type Difference, differences } from "../../lib/state/walks/differences.ts";

const json = fc.jsonValue().map((value): Json => JSON.parse(JSON.stringify(value)));

Deno.test("fields are named by dotted paths in code-point order, with null for what is not there", () => {
  const expected = { b: { c: 1, d: [1, 2] }, a: "x", same: [{ x: 1 }] };
  const actual = { b: { c: 2, d: [1, 3, 4] }, A: true, same: [{ x: 1 }] };
  assert.deepEqual(differences(expected, actual), [
    { field: "A", status: "changed", expected: null, actual: true },
    { field: "a", status: "changed", expected: "x", actual: null },
    { field: "b.c", status: "changed", expected: 1, actual: 2 },
    { field: "b.d", status: "missing", expected: 2, actual: null },
    { field: "b.d", status: "unexpected", expected: null, actual: 3 },
    { field: "b.d", status: "unexpected", expected: null, actual: 4 },
  ]);
});

Deno.test("lists of texts and numbers differ by members, whatever their order; each counts as often as it stands there", () => {
  const told = (expected: Json, actual: Json) =>
    differences(expected, actual).map(({ status, expected, actual }) => [status, expected ?? actual]);
  assert.deepEqual(told(["a", "b"], ["b", "a"]), []);
  assert.deepEqual(told(["a", "b", "b"], ["b", "c"]), [["missing", "a"], ["missing", "b"], ["unexpected", "c"]]);
  assert.deepEqual(told([1, "1"], ["1"]), [["missing", 1]]);
  assert.deepEqual(told([{ a: 1 }, 2], [2, { a: 1 }]).map(([status]) => status), ["changed", "changed"], "no set");
});

Deno.test("a list is no object, a text is no number, and a whole value may differ", () => {
  assert.deepEqual(differences({ a: [] }, { a: {} }), [
    { field: "a", status: "changed", expected: [], actual: {} },
  ]);
  assert.deepEqual(differences("1", 1), [{ field: "", status: "changed", expected: "1", actual: 1 }]);
  assert.deepEqual(differences({ a: { b: 1 } }, { a: null }), [
    { field: "a", status: "changed", expected: { b: 1 }, actual: null },
  ]);
});

Deno.test("names that every object inherits are names like others", () => {
  const odd = JSON.parse('{"constructor": 1, "__proto__": 2, "toString": 3}');
  const fields = differences({}, odd).map(({ field, expected }) => [field, expected]);
  assert.deepEqual(fields, [["__proto__", null], ["constructor", null], ["toString", null]]);
});

Deno.test("law: nothing differs from itself", () => {
  fc.assert(fc.property(json, (value) => assert.deepEqual(differences(value, structuredClone(value)), [])));
});

Deno.test("law: what is not equal differs somewhere, but for what null and order leave open", () => {
  fc.assert(fc.property(json, json, (a, b) => {
    assert.equal(differences(a, b).length === 0, stableJson(plain(a)) === stableJson(plain(b)));
  }));
});

Deno.test("law: seen from the other side the same fields differ, with the sides exchanged", () => {
  const turned = { changed: "changed", missing: "unexpected", unexpected: "missing" } as const;
  const asText = (some: readonly Difference[]) => some.map((each) => stableJson(each)).sort();
  fc.assert(fc.property(json, json, (a, b) => {
    const seen = differences(b, a).map(({ field, status, expected, actual }) => ({
      field,
      status: turned[status],
      expected: actual,
      actual: expected,
    }));
    assert.deepEqual(asText(differences(a, b)), asText(seen));
  }));
});

/** A field that is null and a field that is not there mean the same; the order of a list of scalars means nothing. */
function plain(value: Json): Json {
  if (value === null || typeof value !== "object") return value;
  if (value instanceof Array) {
    if (value.every((member) => member === null || typeof member !== "object")) {
      return value.map((member) => JSON.stringify(member)).sort();
    }
    const items = value.map(plain);
    while (items.length > 0 && items[items.length - 1] === null) items.pop();
    return items;
  }
  const fields = Object.entries(value).map(([name, each]) => [name, plain(each)] as const);
  return Object.fromEntries(fields.filter(([, each]) => each !== null));
}
