import assert from "node:assert/strict";
import { resolveSchedulerRole } from "../../lib/aws/resolve_scheduler_role.ts";
import type { DayEvent } from "../../lib/host/events.ts";
import { inSandbox, operations } from "./in_sandbox.ts";

const arn = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
const environment = (variables: Record<string, string> = {}) => ({
  get: (name: string) => variables[name] || undefined,
});

Deno.test(
  "scheduler role resolution",
  inSandbox({}, async (step) => {
    await step("heartbeat 10: the configured role beats all variables, without a request", async (aws, sandbox) => {
      const variables = { DAY_HEARTBEAT_SCHEDULER_ROLE_ARN: arn("one") };
      const options = { configured: arn("configured"), environment: environment(variables) };
      assert.equal(await resolveSchedulerRole(aws, options), arn("configured"));
      assert.deepEqual(operations(sandbox), []);
    });

    await step("heartbeat 10: of the variables the earlier wins, an empty one is skipped", async (aws, sandbox) => {
      const variables = {
        DAY_HEARTBEAT_SCHEDULER_ROLE_ARN: "",
        DAYLILY_HEARTBEAT_SCHEDULER_ROLE_ARN: arn("two"),
        DAYLILY_SCHEDULER_ROLE_ARN: arn("four"),
      };
      const resolved = await resolveSchedulerRole(aws, { configured: "", environment: environment(variables) });
      assert.equal(resolved, arn("two"));
      assert.deepEqual(operations(sandbox), []);
    });

    await step("heartbeat 11: only the second known name exists, below a path", async (aws, sandbox) => {
      const RoleName = "daylily-eventbridge-scheduler";
      const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [] });
      await sandbox.calls.query("iam", "CreateRole", { RoleName, AssumeRolePolicyDocument, Path: "/day/" });
      const resolved = await resolveSchedulerRole(aws, { environment: environment() });
      assert.equal(resolved, arn(`day/${RoleName}`));
    });

    await step("heartbeat 11: nothing exists", async (aws, sandbox) => {
      assert.equal(await resolveSchedulerRole(aws, { environment: environment() }), undefined);
      assert.deepEqual(operations(sandbox), ["GetRole", "GetRole"]);
    });

    await step("heartbeat, quirks: a denied look-up warns, and the next name is tried", async (aws, sandbox) => {
      const RoleName = "daylily-eventbridge-scheduler";
      const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [] });
      await sandbox.calls.query("iam", "CreateRole", { RoleName, AssumeRolePolicyDocument });
      sandbox.faults.add({ operation: "GetRole", kind: "deny" });
      const events: DayEvent[] = [];
      const emit = (event: DayEvent) => void events.push(event);
      assert.equal(await resolveSchedulerRole(aws, { environment: environment(), emit }), arn(RoleName));
      assert.deepEqual(events.map(({ level }) => level), ["warn"]);
      assert.match(events[0].message, /eventbridge-scheduler-to-sns.*iam:GetRole/);
    });

    await step("text that is no role's ARN is refused by its source", async (aws) => {
      for (const [configured, variables] of [["my-role", {}], ["", { DAY_HEARTBEAT_ROLE_ARN: "my-role" }]] as const) {
        await assert.rejects(
          resolveSchedulerRole(aws, { configured, environment: environment(variables) }),
          { code: "DAY-CFG-003", message: /(heartbeat_scheduler_role_arn|DAY_HEARTBEAT_ROLE_ARN) .*"my-role"/ },
        );
      }
    });
  }),
);
