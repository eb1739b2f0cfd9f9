import assert from "node:assert/strict";
import { schedulerRole, schedulerRoleSpec } from "../../lib/aws/scheduler_role.ts";
import { differences } from "../../lib/state/differences.ts";
import { assertContract, whenReady } from "./contract.ts";
import { account, inSandbox, operations } from "./in_sandbox.ts";

const spec = schedulerRoleSpec(account);

Deno.test("heartbeat 18: the role may publish to the reminder topics of every region", () => {
  assert.deepEqual(spec.policy, {
    Version: "2012-10-17",
    Statement: [{
      Sid: "AllowPublishToDaylilyHeartbeatTopics",
      Effect: "Allow",
      Action: ["sns:Publish"],
      Resource: "arn:aws:sns:*:123456789012:daylily-*-heartbeat",
    }],
  });
});

Deno.test(
  "scheduler role",
  inSandbox({}, async (step) => {
    await step("is absent, written, ready, and gone again; each verb can be repeated", async (aws) => {
      const arn = "arn:aws:iam::123456789012:role/eventbridge-scheduler-to-sns";
      assert.deepEqual(await assertContract(aws, schedulerRole, spec), { arn });
      assert.equal(schedulerRole.key(spec), arn);
    });

    await step("heartbeat 17: an absent role is created with its trust, policy and tags", async (aws, sandbox) => {
      await schedulerRole.write(aws, spec, { is: "absent" }, "token");
      const [create, put, tag] = sandbox.requests();
      assert.deepEqual(operations(sandbox), ["CreateRole", "PutRolePolicy", "TagRole"]);
      assert.deepEqual(JSON.parse(String(create.parameters.AssumeRolePolicyDocument)), {
        Version: "2012-10-17",
        Statement: [{
          Sid: "AllowEventBridgeSchedulerAssume",
          Effect: "Allow",
          Principal: { Service: "scheduler.amazonaws.com" },
          Action: "sts:AssumeRole",
          Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
        }],
      });
      assert.equal(put.parameters.PolicyName, "eventbridge-scheduler-to-sns-inline");
      assert.match(JSON.stringify(tag.parameters), /Owner.*Daylily.*Purpose.*SchedulerToSNS/);
    });

    await step("a look at its existence is one request", async (aws, sandbox) => {
      await schedulerRole.write(aws, spec, { is: "absent" }, "token");
      sandbox.clearRequests();
      assert.equal((await schedulerRole.find(aws, spec, "exists")).is, "ready");
      assert.deepEqual(operations(sandbox), ["GetRole"]);
    });

    await step("heartbeat 17: an existing role gets its trust and policy, and is not created", async (aws, sandbox) => {
      const legacy = {
        ...spec,
        trust: {
          Version: "2012-10-17",
          Statement: [{
            Effect: "Allow",
            Principal: { Service: "scheduler.amazonaws.com" },
            Action: "sts:AssumeRole",
          }],
        },
        policy: {
          Version: "2012-10-17",
          Statement: [{
            Effect: "Allow",
            Action: ["sns:Publish"],
            Resource: "arn:aws:sns:us-west-2:123456789012:daylily-*-heartbeat",
          }],
        },
      };
      await schedulerRole.write(aws, legacy, { is: "absent" }, "token");
      const seen = await whenReady(aws, schedulerRole, spec);
      assert.notDeepEqual(differences(spec, seen.spec), []);
      sandbox.clearRequests();
      await schedulerRole.write(aws, spec, seen, "token");
      assert.deepEqual(operations(sandbox), ["UpdateAssumeRolePolicy", "PutRolePolicy", "TagRole"]);
      assert.deepEqual(differences(spec, (await whenReady(aws, schedulerRole, spec)).spec), []);
    });

    await step("a role without its policy is seen as half made", async (aws, sandbox) => {
      const AssumeRolePolicyDocument = JSON.stringify(spec.trust);
      await sandbox.calls.query("iam", "CreateRole", { RoleName: spec.name, AssumeRolePolicyDocument });
      const half = await whenReady(aws, schedulerRole, spec);
      assert.equal(half.spec.policy, null);
      await schedulerRole.write(aws, spec, half, "token");
      assert.deepEqual(differences(spec, (await whenReady(aws, schedulerRole, spec)).spec), []);
    });
  }),
);
