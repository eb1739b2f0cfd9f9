import assert from "node:assert/strict";
import { iamGate } from "../../lib/preflight/iam_gate.ts";
import { fixtureF, type Sandbox, sharedSandbox } from "../support/sandbox.ts";
import { check, judgeIn, preflightIn } from "./world.ts";

/** What is denied, and the check that fails for it. */
const denials = [
  ["iam:ListPolicies", "iam.pcluster_omics_analysis"],
  ["iam:GetRole", "iam.scheduler_role"],
  ["s3:ListAllMyBuckets", "s3.bucket_select"],
  ["s3:ListBucket", "s3.boot_assets"],
  ["ec2:DescribeKeyPairs", "ec2.keypair"],
  ["ec2:DescribeSubnets", "network.baseline"],
  ["cloudformation:DescribeStacks", "network.baseline"],
] as const;

const configured = {
  heartbeat_scheduler_role_arn: "arn:aws:iam::123456789012:role/eventbridge-scheduler-to-sns",
};

Deno.test(
  "a read that is refused fails its check and is never taken for an absence",
  sharedSandbox({ seed: fixtureF }, async (step) => {
    for (const [action, id] of denials) {
      await step(`${action} denied: ${id} names it`, async (sandbox: Sandbox) => {
        sandbox.settings.denied.push(action);
        const seen = await preflightIn(sandbox, { configured, request: { passOnWarn: true } });
        assert.ok(!seen.outcome.passed);
        assert.equal(seen.outcome.error.code, "DAY-PRE-002");
        assert.equal(seen.outcome.error.exitCode, 1);
        assert.equal(check(seen, id)?.status, "FAIL");
        assert.match(check(seen, id)?.remediation ?? "", new RegExp(`\\b${action}\\b`));
        assert.equal(seen.outcome.report.checks.at(-1)?.id, lastOfGate(id));
      });
    }

    for (const action of ["iam:ListAttachedUserPolicies", "iam:ListGroupsForUser", "iam:ListAttachedGroupPolicies"]) {
      await step(`${action} denied: what it would have shown counts as not attached, with a note`, async (sandbox) => {
        sandbox.settings.denied.push(action);
        const seen = await preflightIn(sandbox);
        const expected = action === "iam:ListAttachedUserPolicies" ? "PASS" : "FAIL";
        assert.equal(check(seen, "iam.policy.global")?.status, expected);
        const note = String(check(seen, "iam.policy.global")?.details.note);
        if (expected === "FAIL") assert.match(note, new RegExp(`; not allowed: ${action}$`));
      });
    }

    await step("IAM that cannot be reached at all fails every check without a question", async (sandbox) => {
      const { gate, shown } = await judgeIn(sandbox, { typed: ["1"] }, (deps, request) => {
        const iam = () => Promise.reject(Object.assign(new Error("no route"), { code: "EHOSTUNREACH" }));
        return iamGate({ ...deps, aws: { ...deps.aws, iam } }, request, "arn:aws:iam::123456789012:user/alice");
      });
      assert.deepEqual(gate.checks.map(({ status }) => status), ["FAIL", "FAIL", "FAIL"]);
      for (const { details } of gate.checks) assert.match(String(details.note), /no route/);
      assert.equal(shown, "");
    });

    await step("a bucket whose region is denied is not offered, and that is said", async (sandbox) => {
      sandbox.settings.denied.push("s3:GetBucketLocation");
      const seen = await preflightIn(sandbox);
      const failed = check(seen, "s3.bucket_select");
      assert.equal(failed?.status, "FAIL");
      assert.deepEqual(failed?.details.unreadable, ["x-omics-analysis-us-west-2"]);
      assert.match(
        failed?.remediation ?? "",
        /allow s3:GetBucketLocation to use one of these buckets \(x-omics-analysis-us-west-2\)/,
      );
      assert.ok(seen.events.some(({ code, level }) => code === "preflight.bucket_unreadable" && level === "warn"));
    });
  }),
);

function lastOfGate(id: string): string {
  const last: Readonly<Record<string, string>> = {
    "iam.pcluster_omics_analysis": "iam.scheduler_role",
    "network.baseline": "network.offerings",
  };
  return last[id] ?? id;
}
