import assert from "node:assert/strict";
import { availabilityZone } from "../../lib/names/availability_zone.ts";
import { deriveResourcePrefix } from "../../lib/names/derive_resource_prefix.ts";
import { deriveStackName } from "../../lib/names/derive_stack_name.ts";
import { isResourcePrefix } from "../../lib/names/is_resource_prefix.ts";

Deno.test("NW1: a zone's stack name", () => {
  assert.equal(deriveStackName("us-west-2a"), "pcluster-vpc-stack-2a");
  assert.equal(deriveStackName("ap-southeast-1a"), "pcluster-vpc-stack-1a");
  assert.equal(deriveStackName("eu-west-3c"), "pcluster-vpc-stack-3c");
});

Deno.test("NW2: a zone's prefix, every digit spelled out", () => {
  assert.equal(deriveResourcePrefix("us-west-2d"), "daylily-cs-us-west-twod");
  assert.equal(deriveResourcePrefix("us-east-1a"), "daylily-cs-us-east-onea");
  assert.equal(deriveResourcePrefix("eu-west-3b"), "daylily-cs-eu-west-threeb");
  assert.equal(deriveResourcePrefix("ap-southeast-4c"), "daylily-cs-ap-southeast-fourc");
  const words = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
  words.forEach((word, digit) => {
    const prefix = deriveResourcePrefix(`ap-southeast-${digit}a`);
    assert.equal(prefix, `daylily-cs-ap-southeast-${word}a`);
    assert.ok(isResourcePrefix(prefix));
  });
});

Deno.test("NW3: prefixes hold letters and dashes only", () => {
  assert.ok(isResourcePrefix("abc-DEF"));
  for (const bad of ["abc1", "abc_d", "", "abc\n"]) assert.ok(!isResourcePrefix(bad), JSON.stringify(bad));
});

Deno.test("a zone's region and suffix", () => {
  assert.deepEqual(availabilityZone("eu-central-1b"), { region: "eu-central-1", suffix: "1b" });
});

Deno.test("local zones, other partitions and half zones are refused", () => {
  const others = [
    "us-gov-west-1a",
    "cn-north-1a",
    "cn-northwest-1b",
    "us-iso-east-1a",
    "us-isob-east-1a",
    "eusc-de-east-1a",
    "eu-isoe-west-1a",
    "us-isof-south-1a",
  ];
  for (const bad of [...others, "us-west-2-lax-1a", "us-west-2", "", "a-b", "us-west-2ab", "us-west-2a\n"]) {
    for (const derive of [deriveStackName, deriveResourcePrefix]) {
      assert.throws(() => derive(bad), { code: "DAY-CFG-003" }, JSON.stringify(bad));
    }
  }
});
