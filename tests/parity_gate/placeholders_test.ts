import assert from "node:assert/strict";
import { aligned } from "../../lib/parity/placeholders.ts";

const names = { expected: ["demo"], actual: ["tc1"] };

Deno.test("decision 3.64: names, times and ids count as placeholders, also an id with fourteen digits in a row", () => {
  const expected = {
    subnet: "subnet-0123456789abcdef0",
    group: "sg-12345678",
    file: "demo_final_20261129231051.yaml",
  };
  const actual = { subnet: "subnet-a20261129231051bc", group: "sg-00000000", file: "tc1_final_20240401000000.yaml" };
  assert.deepEqual(aligned(expected, actual, names), expected);
});

Deno.test("decision 3.64: what is no placeholder stays different", () => {
  const actual = { subnet: "vpc-0123456789abcdef0", file: "demo_final_20261129231051.yaml" };
  assert.deepEqual(aligned({ subnet: "subnet-0123456789abcdef0", file: "demo_final.yaml" }, actual, names), actual);
});
