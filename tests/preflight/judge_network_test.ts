import assert from "node:assert/strict";
import type { BaselineSubnet } from "../../lib/aws/questions/subnets.ts";
import { judgeNetwork } from "../../lib/preflight/judge_network.ts";

const source = {
  path: "/absent.yaml",
  triplets: new Map(),
  templateDefaults: new Map(),
  overrides: new Map(),
  autoSelect: true,
};
const place = { profile: "p", region: "us-west-2", zone: "us-west-2b" };
const open: BaselineSubnet = { id: "subnet-1", name: "lab Public Subnet", vpc: "vpc-1" };
const closed: BaselineSubnet = { id: "subnet-2", name: "lab Private Subnet", vpc: "vpc-1" };
const none = { public: [], private: [] };
const half = { public: [open], private: [] };
const both = { public: [open], private: [closed] };

function judge(status: string | undefined, subnets: typeof both | typeof half | typeof none, policyArns = ["arn"]) {
  const facts = { ...place, stack: "pcluster-vpc-stack-2b", status, subnets, policyArns };
  const { checks: [{ status: verdict }], found } = judgeNetwork(facts, source);
  return found === undefined ? verdict : `${verdict} ${found.is}`;
}

const verdicts = [
  // status of the zone's own stack, then: no subnet, one, both
  [undefined, "PASS absent", "FAIL", "PASS present"],
  ["CREATE_COMPLETE", "PASS unfinished", "FAIL", "PASS present"],
  ["UPDATE_COMPLETE", "PASS unfinished", "FAIL", "PASS present"],
  ["UPDATE_IN_PROGRESS", "PASS unfinished", "FAIL", "PASS present"],
  ["IMPORT_COMPLETE", "PASS unfinished", "FAIL", "PASS present"],
  ["CREATE_IN_PROGRESS", "PASS unfinished", "PASS unfinished", "PASS unfinished"],
  ["DELETE_IN_PROGRESS", "PASS unfinished", "PASS unfinished", "PASS unfinished"],
  ["REVIEW_IN_PROGRESS", "PASS unfinished", "PASS unfinished", "PASS unfinished"],
  ["CREATE_FAILED", "PASS unfinished", "PASS unfinished", "PASS unfinished"],
  ["ROLLBACK_FAILED", "PASS unfinished", "PASS unfinished", "PASS unfinished"],
  ["DELETE_FAILED", "PASS unfinished", "PASS unfinished", "PASS unfinished"],
  ["ROLLBACK_COMPLETE", "PASS unfinished", "PASS unfinished", "PASS present"],
] as const;

for (const [status, ...expected] of verdicts) {
  Deno.test(`the stack's status comes before its parts: ${status ?? "no stack"}`, () => {
    assert.deepEqual([none, half, both].map((subnets) => judge(status, subnets)), expected);
  });
}

Deno.test("what is unfinished says why, and needs no policy yet", () => {
  const facts = { ...place, stack: "pcluster-vpc-stack-2b", subnets: half, policyArns: [] };
  const { checks: [check], found } = judgeNetwork({ ...facts, status: "CREATE_IN_PROGRESS" }, source);
  const why = "stack pcluster-vpc-stack-2b is CREATE_IN_PROGRESS";
  assert.deepEqual(found, { is: "unfinished", why });
  assert.deepEqual([check.details.action, check.details.note], ["finish_stack", why]);
});

Deno.test("subnets without the policy fail", () => assert.equal(judge(undefined, both, []), "FAIL"));
