import assert from "node:assert/strict";
import { hurriedClock } from "../support/hurried_clock.ts";
import { programHere } from "../support/program_here.ts";
import { sharedSandbox } from "../support/sandbox.ts";

/** Every task that is told a region. */
const tasks: readonly (readonly string[])[] = [
  ["watch", "--cluster", "demo"],
  ["delete", "--cluster", "demo", "--yes", "--include-foreign"],
  ["export", "--cluster", "demo", "--target-uri", "analysis_results"],
  ["logs", "--cluster", "demo"],
  ["extend", "--cluster", "demo", "--ttl", "3h"],
  ["audit", "--cluster", "demo"],
];

Deno.test(
  "a region in which nothing can be done",
  sharedSandbox({}, async (step) => {
    for (const argv of tasks) {
      await step(`${argv[0]}: one that is not switched on is named, and nobody is told to sign in`, async (sandbox) => {
        sandbox.settings.regionsOff.push("ap-east-1");
        const env = { ...sandbox.environment, INIT_CWD: sandbox.folder };
        const { code, out, err } = await programHere([...argv, "--region", "ap-east-1"], {
          env,
          clock: hurriedClock(),
        });
        assert.notEqual(code, 0);
        assert.match(out + err, /Region ap-east-1 is not enabled in account 123456789012/);
        assert.doesNotMatch(out + err, /did not accept the credentials|aws sso login/);
      });

      for (const region of ["cn-north-1", "us-gov-west-1", "us-iso-east-1"]) {
        await step(
          `${argv[0]}: ${region} of another partition is refused before anything is asked`,
          async (sandbox) => {
            const env = { ...sandbox.environment, INIT_CWD: sandbox.folder };
            const { code, err } = await programHere([...argv, "--region", region], { env, clock: hurriedClock() });
            assert.equal(code, 1);
            assert.match(err, new RegExp(`DAY-CFG-003: "${region}" is not a commercial region`));
            assert.deepEqual(sandbox.requests(), []);
          },
        );
      }
    }
  }),
);
