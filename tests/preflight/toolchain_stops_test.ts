import assert from "node:assert/strict";
import { recommendedPcluster } from "../../lib/toolchain/versions.ts";
import { fixtureF, sharedSandbox } from "../support/sandbox.ts";
import { preflightIn } from "./world.ts";

Deno.test(
  "a preflight that ends at the programs",
  sharedSandbox({ seed: fixtureF, settings: { quotaDefault: 1000 } }, async (step) => {
    await step(
      "T54 decisions 3.47, 3.61: pcluster 3.12.0 ends with exit 4, always, and says what was wanted",
      async (sandbox) => {
        const programs = { pcluster: "3.12.0" };
        for (const passOnWarn of [false, true]) {
          const { outcome } = await preflightIn(sandbox, { programs, request: { passOnWarn } });
          assert.ok(!outcome.passed);
          assert.equal(outcome.error.exitCode, 4);
          const wanted = `pcluster 3.12.0, wanted ${recommendedPcluster}`;
          assert.ok(outcome.error.message.startsWith(`Preflight stopped at toolchain.pcluster (FAIL): ${wanted}`));
          assert.match(
            outcome.error.fix,
            /used instead of the installed program; install pcluster 3\.\S+ with: deno task toolchain install$/,
          );
        }
      },
    );

    await step(
      "decision 3.47: pcluster 3.13.2 ends with exit 4, unless --pass-on-warn, which remembers why",
      async (sandbox) => {
        const programs = { pcluster: "3.13.2" };
        const { outcome } = await preflightIn(sandbox, { programs });
        assert.ok(!outcome.passed);
        assert.equal(outcome.error.exitCode, 4);
        assert.match(outcome.error.message, /\(WARN\): the creation will fail on AWS: .*python3\.9.*; wanted 3\./);
        const passed = await preflightIn(sandbox, { programs, request: { passOnWarn: true } });
        assert.ok(passed.outcome.passed);
        assert.match(passed.outcome.findings.toolchain.warning ?? "", /^the creation will fail on AWS/);
      },
    );

    await step("decision 3.20: without Node.js it ends with exit 4, also under --pass-on-warn", async (sandbox) => {
      const { outcome } = await preflightIn(sandbox, { programs: { node: null }, request: { passOnWarn: true } });
      assert.ok(!outcome.passed);
      assert.deepEqual([outcome.error.exitCode, outcome.error.fix], [
        4,
        "install Node.js with: deno task toolchain install",
      ]);
      assert.match(outcome.error.message, /toolchain\.node \(FAIL\): node not found/);
    });
  }),
);
