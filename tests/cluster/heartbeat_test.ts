import assert from "node:assert/strict";
import { schedulerRoleArn, schedulerRoleSpec } from "../../lib/aws/resources/scheduler_role.ts";
import type { Baseline } from "../../lib/cluster/create/baseline.ts";
import { wireHeartbeat } from "../../lib/cluster/create/heartbeat.ts";
import { asked, type CreationHere, creations, origins } from "./creation_here.ts";

const role = schedulerRoleArn(schedulerRoleSpec("123456789012"));
const name = "daylily-demo-heartbeat";
const none = { topicArn: "", scheduleName: "" };
const whole = { topicArn: `arn:aws:sns:us-west-2:123456789012:${name}`, scheduleName: name };

function heartbeatOf({ run, prepared, findings, sandbox }: CreationHere, roleArn = role) {
  const value = { value: "", origin: "candidate" } as const;
  const baseline: Baseline = {
    ...{ publicSubnet: value, privateSubnet: value, policyArn: value, stackName: "", stackCreated: false },
    schedulerRoleArn: roleArn,
  };
  return asked(sandbox, () => wireHeartbeat(run, prepared, findings, baseline));
}

/** Id and message of every warning; each is one of those after the creation. */
function warnings({ run }: CreationHere): readonly (readonly [string, string])[] {
  return run.journal.facts.flatMap((fact) => {
    if (fact.fact !== "warning") return [];
    assert.deepEqual([fact.post_create, fact.step], [true, "heartbeat"]);
    return [[fact.id, fact.message] as const];
  });
}

const has = ({ events }: CreationHere, code: string) => events.some((event) => event.code === code);

Deno.test(
  "the heartbeat",
  creations({ schedulerRole: true }, async (step) => {
    await step("topic, mail and schedule are made; a second life makes nothing again", async (here) => {
      const [requests, heartbeat] = await heartbeatOf(here);
      assert.deepEqual(heartbeat, whole);
      const made = requests.filter((operation) => /^(Create|Subscribe|Put|Update)/.test(operation));
      assert.deepEqual(made, ["CreateTopic", "Subscribe", "CreateSchedule"]);
      assert.ok(requests.length <= 11, requests.join());
      const created = ["topic: created", "subscription: created", "schedule: created"];
      assert.deepEqual([origins(here.run), warnings(here)], [created, []]);
      assert.ok(!has(here, "heartbeat.pending"));

      const next = await here.resume();
      const [again, same] = await heartbeatOf(next);
      assert.deepEqual(again.filter((operation) => !/^(Get|List)/.test(operation)), []);
      assert.deepEqual([same, origins(next.run)], [whole, created]);
    });

    await step("a mail that nobody has confirmed yet is told", async (here) => {
      here.sandbox.settings.pendingSubscriptions = true;
      assert.deepEqual((await heartbeatOf(here))[1], whole);
      const [told] = here.events.filter(({ code }) => code === "heartbeat.pending");
      assert.match(told.message, /^AWS sent a mail to demo@example\.org/);
    });

    await step("what an earlier heartbeat left is put right", async (here) => {
      await heartbeatOf(here, "arn:aws:iam::123456789012:role/earlier");
      const facts = here.run.journal.facts.filter(({ fact }) => fact !== "intent" && fact !== "remembered");
      const run = { ...here.run, walk: () => ({ ...here.run.walk(), journal: { ...here.run.journal, facts } }) };
      const [requests] = await heartbeatOf({ ...here, run });
      const changed = requests.filter((operation) => /^(Create|Subscribe|Update)/.test(operation));
      assert.deepEqual(changed, ["UpdateSchedule"]);
    });

    await step("without an address nothing is asked or told; without a role that is a warning", async (here) => {
      const settings = { ...here.prepared.settings, heartbeat_email: { value: "", origin: "file" as const } };
      assert.deepEqual(await heartbeatOf({ ...here, prepared: { ...here.prepared, settings } }), [[], none]);
      assert.deepEqual(warnings(here), []);
      assert.deepEqual(await heartbeatOf(here, ""), [[], none]);
      assert.deepEqual(warnings(here), [["heartbeat.skipped", "no IAM role exists that may send the heartbeat mails"]]);
    });

    const denials = [
      { action: "sns:CreateTopic", says: /you may not create it/, kept: 0 },
      { action: "sns:Subscribe", says: /You may not subscribe demo@example\.org/, kept: 1 },
      { action: "scheduler:CreateSchedule", says: /scheduler:CreateSchedule/, kept: 2 },
    ];
    for (const { action, says, kept } of denials) {
      await step(`decision 3.6: ${action} denied is a warning, and no heartbeat is claimed`, async (here) => {
        here.sandbox.settings.denied = [action];
        assert.deepEqual((await heartbeatOf(here))[1], none);
        const [[id, message], ...others] = warnings(here);
        assert.deepEqual([id, others], ["heartbeat.failed", []]);
        assert.match(message, says);
        assert.equal(origins(here.run).length, kept);
      });
    }

    await step("a role without its policy is told: no heartbeat would arrive", async (here) => {
      const inline = { RoleName: "eventbridge-scheduler-to-sns", PolicyName: "eventbridge-scheduler-to-sns-inline" };
      await here.sandbox.calls.query("iam", "DeleteRolePolicy", inline);
      assert.deepEqual((await heartbeatOf(here))[1], whole);
      assert.deepEqual(warnings(here).map(([id]) => id), ["heartbeat.powerless"]);
    });

    await step("a role that cannot be read in full, or is a person's own, is not judged", async (here) => {
      here.sandbox.settings.denied = ["iam:GetRolePolicy"];
      assert.deepEqual((await heartbeatOf(here))[1], whole);
      assert.ok(has(here, "heartbeat.unread"));
      const [requests] = await heartbeatOf(here, "arn:aws:iam::123456789012:role/own");
      assert.ok(!requests.some((operation) => operation.startsWith("GetRole")), requests.join());
      assert.deepEqual(warnings(here), []);
    });

    await step("an interruption is no failed heartbeat; the next life makes what is missing", async (here) => {
      const { sandbox, stop } = here;
      sandbox.faults.add({ operation: "Subscribe", kind: "lost", onHit: () => stop.abort(new Error("cut")) });
      await assert.rejects(heartbeatOf(here), { message: "cut" });
      assert.deepEqual(warnings(here), []);
      const next = await here.resume();
      const [requests, heartbeat] = await heartbeatOf(next);
      assert.deepEqual(heartbeat, whole);
      assert.ok(!requests.includes("CreateTopic") && !requests.includes("Subscribe"), requests.join());
      assert.deepEqual(origins(next.run), ["topic: created", "subscription: created", "schedule: created"]);
    });
  }),
);
