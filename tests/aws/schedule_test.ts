import assert from "node:assert/strict";
import { heartbeatMessage } from "../../lib/aws/heartbeat_message.ts";
import { heartbeatNames } from "../../lib/aws/heartbeat_names.ts";
import { schedule, type ScheduleSpec } from "../../lib/aws/schedule.ts";
import { differences } from "../../lib/state/differences.ts";
import { assertContract, whenReady } from "./contract.ts";
import { account, inSandbox, operations, region } from "./in_sandbox.ts";

const names = heartbeatNames("demo", region, account);
const spec: ScheduleSpec = {
  account,
  region,
  name: names.schedule,
  expression: "rate(60 minutes)",
  topicArn: names.topicArn,
  roleArn: `arn:aws:iam::${account}:role/eventbridge-scheduler-to-sns`,
  message: heartbeatMessage("demo", region),
  state: "ENABLED",
};

Deno.test(
  "schedule",
  inSandbox({ seed: { schedulerRole: true } }, async (step) => {
    await step("is absent, written, ready, and gone again; each verb can be repeated", async (aws) => {
      assert.deepEqual(await assertContract(aws, schedule, spec), { arn: names.scheduleArn });
      assert.equal(schedule.key(spec), names.scheduleArn);
    });

    await step(
      "heartbeat 12: the request holds the plain text and nothing that was not asked for",
      async (aws, sandbox) => {
        await schedule.write(aws, spec, { is: "absent" }, "token");
        const { Name: _, ...sent } = sandbox.requests()[0].parameters;
        assert.deepEqual(sent, {
          GroupName: "default",
          ScheduleExpression: "rate(60 minutes)",
          FlexibleTimeWindow: { Mode: "OFF" },
          State: "ENABLED",
          Target: {
            Arn: "arn:aws:sns:us-west-2:123456789012:daylily-demo-heartbeat",
            RoleArn: "arn:aws:iam::123456789012:role/eventbridge-scheduler-to-sns",
            Input: "Heartbeat for cluster 'demo' at <aws.scheduler.scheduled-time>. Region: us-west-2.",
          },
          ClientToken: "token",
        });
      },
    );

    await step("heartbeat 4: one that exists meanwhile is updated with the same arguments", async (aws, sandbox) => {
      await schedule.write(aws, { ...spec, expression: "rate(1 hour)" }, { is: "absent" }, "token-1");
      sandbox.clearRequests();
      await schedule.write(aws, spec, { is: "absent" }, "token-2");
      assert.deepEqual(operations(sandbox), ["CreateSchedule", "UpdateSchedule"]);
      const [created, updated] = sandbox.requests();
      assert.deepEqual(updated.parameters, created.parameters);
      assert.deepEqual(differences(spec, (await whenReady(aws, schedule, spec)).spec), []);
    });

    await step("a change by hand is seen and repaired", async (aws, sandbox) => {
      await schedule.write(aws, { ...spec, state: "DISABLED", message: "hello" }, { is: "absent" }, "token-1");
      const changed = await whenReady(aws, schedule, spec);
      assert.deepEqual(differences(spec, changed.spec).map(({ field }) => field), ["message", "state"]);
      sandbox.clearRequests();
      await schedule.write(aws, spec, changed, "token-2");
      assert.deepEqual(operations(sandbox), ["UpdateSchedule"]);
      assert.deepEqual(differences(spec, (await whenReady(aws, schedule, spec)).spec), []);
    });
  }),
);
