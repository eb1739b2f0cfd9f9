import assert from "node:assert/strict";
import { costTagsCheck } from "../../lib/preflight/cost_tags_check.ts";
import { quotaGate } from "../../lib/preflight/quota_gate.ts";
import { fixtureF, type Sandbox, sharedSandbox } from "../support/sandbox.ts";
import { virtualClock } from "../support/virtual_clock.ts";
import { judgeIn, openWorld } from "./world.ts";

const [project, cluster] = ["aws-parallelcluster-project", "aws-parallelcluster-clustername"];

async function judge(sandbox: Sandbox) {
  const world = await openWorld(sandbox);
  try {
    return await costTagsCheck(world.deps);
  } finally {
    world.close();
  }
}

Deno.test(
  "budget.tags_inactive",
  sharedSandbox({ seed: fixtureF }, async (step) => {
    await step("decision 3.63: active tags are no word; one request", async (sandbox) => {
      const check = await judge(sandbox);
      assert.deepEqual(check, {
        id: "budget.tags_inactive",
        status: "PASS",
        details: { keys: [project, cluster], inactive: [], unseen: [] },
        remediation: "",
        commands: [],
      });
      assert.deepEqual(sandbox.requests().map(({ service, operation }) => `${service} ${operation}`), [
        "ce ListCostAllocationTags",
      ]);
    });

    await step(
      "decision 3.63: one that is not active, or that AWS has not seen, passes with a note",
      async (sandbox) => {
        sandbox.settings.costTags = { [project]: "Inactive", [cluster]: null };
        const { status, details, commands } = await judge(sandbox);
        assert.deepEqual(commands, ["deno task infra activate-tags"]);
        assert.deepEqual([status, details.inactive, details.unseen], ["PASS", [project], [cluster]]);
        assert.match(
          String(details.note),
          new RegExp(`activate ${project} with deno task infra activate-tags.*${cluster}: AWS has not seen`),
        );
      },
    );

    await step(
      "decision 3.56: a denial says that the account that pays must do it, and stops nobody",
      async (sandbox) => {
        sandbox.settings.denied.push("ce:ListCostAllocationTags");
        const { status, details } = await judge(sandbox);
        assert.equal(status, "PASS");
        assert.match(
          String(details.note),
          /the management account of the organization has to activate them, with deno task infra activate-tags\..*ce:ListCostAllocationTags/,
        );
      },
    );

    await step("a service that is ill is asked three times, and holds nobody up", async (sandbox) => {
      const fault = sandbox.faults.add({ operation: "ListCostAllocationTags", kind: "500", times: "all" });
      const { status, details } = await judge(sandbox);
      assert.deepEqual([status, fault.hits.length], ["PASS", 3]);
      assert.match(String(details.note), /not known/);
    });

    await step("a service that gives no answer for three seconds is waited for no longer", async (sandbox) => {
      const clock = virtualClock();
      sandbox.faults.add({ operation: "ListCostAllocationTags", kind: "hang", onHit: () => clock.advance(3_000) });
      const world = await openWorld(sandbox);
      const { status, details } = await costTagsCheck({ ...world.deps, clock });
      world.close();
      assert.equal(status, "PASS");
      assert.match(String(details.note), /it is not known whether the budgets will count costs/);
    });

    await step("what the gate found goes into the plan", async (sandbox) => {
      assert.deepEqual((await judgeIn(sandbox, {}, quotaGate)).gate.found, { costTagsNote: null });
      sandbox.settings.costTags = { [project]: "Inactive" };
      const { found } = (await judgeIn(sandbox, {}, quotaGate)).gate;
      assert.match(found?.costTagsNote ?? "", /activate aws-parallelcluster-project/);
    });
  }),
);
