import assert from "node:assert/strict";
import { versionOrder } from "../../lib/toolchain/version_order.ts";

Deno.test("versions are ordered as numbers, part by part", () => {
  const older = [["3.9.0", "3.11.0"], ["2.30.0", "2.34.0"], ["1.20", "1.21.0"], ["unknown", "0.0.1"], ["", "1"]];
  for (const [one, other] of older) {
    assert.ok(versionOrder(one, other) < 0, `${one} < ${other}`);
    assert.ok(versionOrder(other, one) > 0, `${other} > ${one}`);
  }
});

Deno.test("a missing part is zero, and what follows the numbers does not count", () => {
  for (const [one, other] of [["1.21", "1.21.0"], ["3.11.0rc1", "3.11.0"], ["2.39.2-1", "2.39.2"]]) {
    assert.equal(versionOrder(one, other), 0, `${one} = ${other}`);
  }
});
