import assert from "node:assert/strict";
import { regionOfLocation } from "../../lib/aws/questions/buckets.ts";

Deno.test("T64 a bucket without location lies in us-east-1, EU in eu-west-1", () => {
  for (const absent of [undefined, null, "", "None"]) assert.equal(regionOfLocation(absent), "us-east-1");
  assert.equal(regionOfLocation("EU"), "eu-west-1");
  assert.equal(regionOfLocation("us-west-2"), "us-west-2");
});
