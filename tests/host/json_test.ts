import assert from "node:assert/strict";
import { fc } from "../support/fast_check.ts";
import { type Json, stableJson, stableJsonLine } from "../../lib/host/json.ts";

Deno.test("T114: keys sorted by code point at every level, two spaces, a newline at the end", () => {
  const value = { b: [{ z: 1, a: null }], B: { y: "ü", x: true }, a: [] };
  const text = `{
  "B": {
    "x": true,
    "y": "ü"
  },
  "a": [],
  "b": [
    {
      "a": null,
      "z": 1
    }
  ]
}
`;
  assert.equal(stableJson(value), text);
  assert.equal(stableJsonLine(value), '{"B":{"x":true,"y":"ü"},"a":[],"b":[{"a":null,"z":1}]}');
});

Deno.test("law: equal values are equal bytes in whatever order they were put together, and nothing is lost", () => {
  fc.assert(fc.property(fc.jsonValue(), (made) => {
    const value: Json = JSON.parse(JSON.stringify(made));
    assert.equal(stableJson(reversed(value)), stableJson(value));
    assert.deepEqual(JSON.parse(stableJson(value)), value);
    assert.deepEqual(JSON.parse(stableJsonLine(value)), value);
  }));
});

function reversed(value: Json): Json {
  if (value === null || typeof value !== "object") return value;
  if (value instanceof Array) return value.map(reversed);
  return Object.fromEntries(Object.entries(value).reverse().map(([name, field]) => [name, reversed(field)]));
}
