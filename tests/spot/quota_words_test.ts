import assert from "node:assert/strict";
import { quotaWords } from "../../lib/spot/launch/quota_words.ts";

Deno.test("T-31: a quota is told by its name, with the vCPUs that are needed of it", () => {
  const about = { region: "us-east-1", count: 3, isSpot: true };
  const words = (code: string, types: readonly (readonly [string, number])[], isSpot = true) =>
    quotaWords(code, { ...about, isSpot, types: types.map(([type, vcpus]) => ({ type, vcpus })) });
  const standard = "Standard (A, C, D, H, I, M, R, T, Z)";
  assert.equal(
    words("MaxSpotInstanceCountExceeded", [["t3.medium", 2]]),
    `6 vCPUs of the quota "All ${standard} Spot Instance Requests" are needed in us-east-1`,
  );
  assert.match(words("MaxSpotInstanceCountExceeded", [["t3.medium", 2], ["m5.xlarge", 4]]) ?? "", /^6 to 12 vCPUs/);
  assert.match(words("MaxSpotInstanceCountExceeded", [["im4gn.large", 2]]) ?? "", /All Standard/);
  assert.match(words("MaxSpotInstanceCountExceeded", [["g5g.xlarge", 4]]) ?? "", /"All G and VT Spot/);
  assert.match(words("VcpuLimitExceeded", [["p4d.24xlarge", 96]], false) ?? "", /"Running On-Demand P instances"/);
  assert.equal(words("VpcLimitExceeded", []), 'the quota "VPCs per Region" of us-east-1 is used up');
  assert.equal(words("InsufficientInstanceCapacity", [["t3.medium", 2]]), undefined);
});
