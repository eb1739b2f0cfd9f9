import assert from "node:assert/strict";
import { isAlreadyThere, isDenied } from "../../lib/aws/aws_error.ts";
import { heartbeatMessage } from "../../lib/names/heartbeat_message.ts";
import { heartbeatNames } from "../../lib/names/heartbeat_names.ts";
import { schedule, type ScheduleSpec } from "../../lib/aws/resources/schedule.ts";
import { differences } from "../../lib/state/walks/differences.ts";
import { assertContract, whenReady } from "./contract.ts";
import { account, inSandbox, operations, region } from "./in_sandbox.ts";
import { type Answer, onServer } from "./on_server.ts";

const names = heartbeatNames("demo", region, account);
const spec: ScheduleSpec = {
  account,
  region,
  name: names.schedule,
  expression: "rate(60 minutes)",
  target: names.topicArn,
  roleArn: `arn:aws:iam::${account}:role/eventbridge-scheduler-to-sns`,
  input: heartbeatMessage("demo", region),
  start: "",
  end: "",
  afterCompletion: "NONE",
  state: "ENABLED",
};

Deno.test(
  "schedule",
  inSandbox({ seed: { schedulerRole: true } }, async (step) => {
    await step("is absent, written, ready, and gone again; each verb can be repeated", async (deps) => {
      assert.deepEqual(await assertContract(deps, schedule, spec), { arn: names.scheduleArn });
      assert.equal(schedule.key(spec), "123456789012/us-west-2/daylily-demo-heartbeat");
    });

    await step(
      "SH12: the request holds the plain text and nothing that was not asked for",
      async (deps, sandbox) => {
        await schedule.write(deps, spec, { is: "absent" }, "token");
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

    await step(
      "decision 3.48: one that exists meanwhile is told and stays; an update has all arguments",
      async (deps, sandbox) => {
        await schedule.write(deps, { ...spec, expression: "rate(1 hour)" }, { is: "absent" }, "token-1");
        sandbox.clearRequests();
        await assert.rejects(schedule.write(deps, spec, { is: "absent" }, "token-2"), isAlreadyThere);
        const there = await whenReady(deps, schedule, spec);
        assert.equal(there.spec.expression, "rate(1 hour)");
        await schedule.write(deps, spec, there, "token-2");
        assert.deepEqual(operations(sandbox), ["CreateSchedule", "GetSchedule", "UpdateSchedule"]);
        const [created, , updated] = sandbox.requests();
        assert.deepEqual(updated.parameters, created.parameters);
        assert.deepEqual(differences(spec, (await whenReady(deps, schedule, spec)).spec), []);
      },
    );

    await step("a change by hand is seen and repaired", async (deps, sandbox) => {
      await schedule.write(deps, { ...spec, state: "DISABLED", input: "hello" }, { is: "absent" }, "token-1");
      const changed = await whenReady(deps, schedule, spec);
      assert.deepEqual(differences(spec, changed.spec).map(({ field }) => field), ["input", "state"]);
      sandbox.clearRequests();
      await schedule.write(deps, spec, changed, "token-2");
      assert.deepEqual(operations(sandbox), ["UpdateSchedule"]);
      assert.deepEqual(differences(spec, (await whenReady(deps, schedule, spec)).spec), []);
    });

    await step("a look that is denied is an error, not an absent schedule", async (deps, sandbox) => {
      sandbox.settings.denied.push("scheduler:GetSchedule");
      await assert.rejects(schedule.find(deps, spec, "exists"), isDenied);
    });

    await step("SH14, SH16: denials of writing and removing are thrown", async (deps, sandbox) => {
      await schedule.write(deps, spec, { is: "absent" }, "token");
      sandbox.settings.denied.push("scheduler:*");
      await assert.rejects(schedule.write(deps, spec, { is: "absent" }, "token"), isDenied);
      await assert.rejects(schedule.remove(deps, spec), isDenied);
    });

    await step("a lost answer leaves one schedule as wanted", async (deps, sandbox) => {
      sandbox.faults.add({ operation: "CreateSchedule", kind: "lost" });
      await schedule.write(deps, spec, { is: "absent" }, "token");
      assert.deepEqual(differences(spec, (await whenReady(deps, schedule, spec)).spec), []);
    });
  }),
);

/** The service's answers for a role that is not usable, and for a wrong expression. */
const invalid = (message: string): Answer => ({
  status: 400,
  body: JSON.stringify({ Message: message }),
  headers: { "x-amzn-errortype": "ValidationException", "content-type": "application/json" },
});
const unknownRole = invalid("The execution role you provide must allow AWS EventBridge Scheduler to assume the role.");

Deno.test("a role that the scheduler does not know yet is tried again after 1, 2 and 4 s", async () => {
  let tries = 0;
  await onServer(() => ++tries <= 3 ? unknownRole : { body: JSON.stringify({ ScheduleArn: "x" }) }, async (deps) => {
    await schedule.write(deps, spec, { is: "absent" }, "token");
    assert.deepEqual(deps.clock.slept, [1000, 2000, 4000]);
  });
});

Deno.test("a role that the scheduler never accepts is its error in the end", async () => {
  await onServer(() => unknownRole, async (deps, requests) => {
    await assert.rejects(schedule.write(deps, spec, { is: "absent" }, "token"), { name: "ValidationException" });
    assert.equal(requests.length, 5);
    assert.deepEqual(deps.clock.slept, [1000, 2000, 4000, 8000]);
  });
});

Deno.test("SH14: a refused expression is thrown at once", async () => {
  await onServer(() => invalid("Invalid Schedule Expression rate()."), async (deps, requests) => {
    await assert.rejects(schedule.write(deps, spec, { is: "absent" }, "token"), { name: "ValidationException" });
    assert.equal(requests.length, 1);
  });
});
