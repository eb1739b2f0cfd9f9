import assert from "node:assert/strict";
import { resolveSchedulerRole } from "../../lib/aws/questions/resolve_scheduler_role.ts";
import type { DayEvent } from "../../lib/host/events/events.ts";
import { inSandbox, operations } from "./in_sandbox.ts";

const arn = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
const present = (arn: string) => ({ is: "present", arn });
const environment = (variables: Record<string, string> = {}) => ({
  get: (name: string) => variables[name] || undefined,
});

Deno.test(
  "scheduler role resolution",
  inSandbox({}, async (step) => {
    await step("SH10: the configured role beats all variables, without a request", async ({ aws }, sandbox) => {
      const variables = { DAY_HEARTBEAT_SCHEDULER_ROLE_ARN: arn("one") };
      const options = { configured: arn("configured"), environment: environment(variables) };
      assert.deepEqual(await resolveSchedulerRole(aws, options), present(arn("configured")));
      assert.deepEqual(operations(sandbox), []);
    });

    await step("SH10: of the variables the earlier wins, an empty one is skipped", async ({ aws }, sandbox) => {
      const variables = {
        DAY_HEARTBEAT_SCHEDULER_ROLE_ARN: "",
        DAYLILY_HEARTBEAT_SCHEDULER_ROLE_ARN: arn("two"),
        DAYLILY_SCHEDULER_ROLE_ARN: arn("four"),
      };
      const resolved = await resolveSchedulerRole(aws, { configured: "", environment: environment(variables) });
      assert.deepEqual(resolved, present(arn("two")));
      assert.deepEqual(operations(sandbox), []);
    });

    await step("SH11: only the second known name exists, below a path", async ({ aws }, sandbox) => {
      const RoleName = "daylily-eventbridge-scheduler";
      const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [] });
      await sandbox.calls.query("iam", "CreateRole", { RoleName, AssumeRolePolicyDocument, Path: "/day/" });
      const resolved = await resolveSchedulerRole(aws, { environment: environment() });
      assert.deepEqual(resolved, present(arn(`day/${RoleName}`)));
    });

    await step("SH11: nothing exists", async ({ aws }, sandbox) => {
      assert.deepEqual(await resolveSchedulerRole(aws, { environment: environment() }), { is: "absent" });
      assert.deepEqual(operations(sandbox), ["GetRole", "GetRole"]);
    });

    await step("heartbeat, quirks: a denied look-up warns, and the next name is tried", async ({ aws }, sandbox) => {
      const RoleName = "daylily-eventbridge-scheduler";
      const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [] });
      await sandbox.calls.query("iam", "CreateRole", { RoleName, AssumeRolePolicyDocument });
      sandbox.faults.add({ operation: "GetRole", kind: "deny" });
      const events: DayEvent[] = [];
      const emit = (event: DayEvent) => void events.push(event);
      assert.deepEqual(await resolveSchedulerRole(aws, { environment: environment(), emit }), present(arn(RoleName)));
      assert.deepEqual(events.map(({ level }) => level), ["warn"]);
      assert.match(events[0].message, /eventbridge-scheduler-to-sns.*iam:GetRole/);
    });

    await step("where nobody may look it is not known whether there is one", async ({ aws }, sandbox) => {
      sandbox.faults.add({ operation: "GetRole", kind: "deny", times: "all" });
      assert.deepEqual(await resolveSchedulerRole(aws, { environment: environment() }), { is: "unknown" });
    });

    await step("text that is no role's ARN is refused by its source", async ({ aws }) => {
      for (const [configured, variables] of [["my-role", {}], ["", { DAY_HEARTBEAT_ROLE_ARN: "my-role" }]] as const) {
        await assert.rejects(
          resolveSchedulerRole(aws, { configured, environment: environment(variables) }),
          { code: "DAY-CFG-003", message: /(heartbeat_scheduler_role_arn|DAY_HEARTBEAT_ROLE_ARN) .*"my-role"/ },
        );
      }
    });
  }),
);
