import assert from "node:assert/strict";
import { fixtureF, sharedSandbox } from "../support/sandbox.ts";
import { preflightIn } from "./world.ts";

Deno.test(
  "the error of a preflight that stopped",
  sharedSandbox({ seed: fixtureF, settings: { quotaDefault: 1000 } }, async (step) => {
    await step("decision 3.61: the error names per failed check what was found and wanted", async (sandbox) => {
      Object.assign(sandbox.settings.quotas, { "L-F678F1CE": 4, "L-0263D0A3": 1 });
      const low = await preflightIn(sandbox);
      assert.ok(!low.outcome.passed);
      assert.equal(
        low.outcome.error.message,
        "Preflight stopped at quota.vpcs (WARN): VPCs is 4, wanted 5 or more; " +
          "quota.elastic_ips (WARN): Elastic IPs is 1, wanted 5 or more",
      );
      const bad = await preflightIn(sandbox, { settings: { max_count_8I: "0", enforce_budget: "maybe" } });
      assert.ok(!bad.outcome.passed);
      assert.match(
        bad.outcome.error.message,
        /config\.max_count_8I \(FAIL\): "0" .*config\.enforce_budget \(FAIL\): "maybe"/,
      );
      sandbox.settings.denied.push("servicequotas:GetServiceQuota");
      const unread = await preflightIn(sandbox, { request: { passOnWarn: true } });
      assert.ok(!unread.outcome.passed);
      assert.equal(unread.outcome.error.message.match(/quota\.\w+ \(FAIL\)/g)?.length, 6);
    });
  }),
);
