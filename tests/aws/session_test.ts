import assert from "node:assert/strict";
import { callerIdentity } from "../../lib/aws/questions/identity.ts";
import { localPolicies } from "../../lib/aws/questions/local_policies.ts";
import { stackStatus } from "../../lib/aws/questions/stack_status.ts";
import { inSandbox, operations } from "./in_sandbox.ts";
import { sandboxAws } from "../support/sandbox_aws.ts";

Deno.test(
  "one session",
  inSandbox({}, async (step) => {
    await step(
      "a profile that assumes a role costs one AssumeRole, for all clients of all regions",
      async (_, sandbox) => {
        const aws = sandboxAws(sandbox, { profile: "assumed" });
        try {
          const [{ arn }] = await Promise.all([
            callerIdentity(aws),
            localPolicies(aws),
            stackStatus(aws, "none"),
            stackStatus(aws.in("eu-west-1"), "none"),
          ]);
          await stackStatus(aws.in("eu-west-1"), "none");
          assert.match(arn, /^arn:aws:sts::123456789012:assumed-role\/operator\//);
        } finally {
          aws.close();
        }
        assert.deepEqual(operations(sandbox).filter((name) => name === "AssumeRole"), ["AssumeRole"]);
        const regions = sandbox.requests().flatMap((one) => one.operation === "DescribeStacks" ? [one.region] : []);
        assert.deepEqual(regions.sort(), ["eu-west-1", "eu-west-1", "us-west-2"]);
      },
    );

    await step("a region has one session, and its own is the one it came from", ({ aws }) => {
      assert.equal(aws.in("us-west-2"), aws);
      assert.equal(aws.in("eu-west-1"), aws.in("eu-west-1"));
      assert.equal(aws.in("eu-west-1").in("us-west-2"), aws);
      return Promise.resolve();
    });
  }),
);
