import assert from "node:assert/strict";
import { fc } from "../support/fast_check.ts";
import { type Json, stableJson } from "../../lib/host/json.ts";
import { differences } from "../../lib/state/differences.ts";

const json = fc.jsonValue().map((value): Json => JSON.parse(JSON.stringify(value)));

Deno.test("fields are named by dotted paths in code-point order, with null for what is not there", () => {
  const expected = { b: { c: 1, d: [1, 2] }, a: "x", same: [{ x: 1 }] };
  const actual = { b: { c: 2, d: [1, 3, 4] }, A: true, same: [{ x: 1 }] };
  assert.deepEqual(differences(expected, actual), [
    { field: "A", expected: null, actual: true },
    { field: "a", expected: "x", actual: null },
    { field: "b.c", expected: 1, actual: 2 },
    { field: "b.d.1", expected: 2, actual: 3 },
    { field: "b.d.2", expected: null, actual: 4 },
  ]);
});

Deno.test("a list is no object, a text is no number, and a whole value may differ", () => {
  assert.deepEqual(differences({ a: [] }, { a: {} }), [{ field: "a", expected: [], actual: {} }]);
  assert.deepEqual(differences("1", 1), [{ field: "", expected: "1", actual: 1 }]);
  assert.deepEqual(differences({ a: { b: 1 } }, { a: null }), [{ field: "a", expected: { b: 1 }, actual: null }]);
});

Deno.test("names that every object inherits are names like others", () => {
  const odd = JSON.parse('{"constructor": 1, "__proto__": 2, "toString": 3}');
  const fields = differences({}, odd).map(({ field, expected }) => [field, expected]);
  assert.deepEqual(fields, [["__proto__", null], ["constructor", null], ["toString", null]]);
});

Deno.test("law: nothing differs from itself", () => {
  fc.assert(fc.property(json, (value) => assert.deepEqual(differences(value, structuredClone(value)), [])));
});

Deno.test("law: what is not equal differs somewhere, but for fields that are null on one side and absent on the other", () => {
  fc.assert(fc.property(json, json, (a, b) => {
    const same = stableJson(withoutNulls(a)) === stableJson(withoutNulls(b));
    assert.equal(differences(a, b).length === 0, same);
  }));
});

Deno.test("law: seen from the other side the same fields differ, with the sides exchanged", () => {
  fc.assert(fc.property(json, json, (a, b) => {
    const turned = differences(b, a).map(({ field, expected, actual }) => ({
      field,
      expected: actual,
      actual: expected,
    }));
    assert.deepEqual(differences(a, b), turned);
  }));
});

/** A field that is null and a field that is not there mean the same; so do trailing nulls of a list. */
function withoutNulls(value: Json): Json {
  if (value === null || typeof value !== "object") return value;
  if (value instanceof Array) {
    const items = value.map(withoutNulls);
    while (items.length > 0 && items[items.length - 1] === null) items.pop();
    return items;
  }
  const kept = Object.entries(value).filter(([, field]) => field !== null);
  return Object.fromEntries(kept.map(([name, field]) => [name, withoutNulls(field)]));
}
