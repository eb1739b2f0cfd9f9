import assert from "node:assert/strict";
import { join } from "node:path";
import { requestTally } from "../../lib/host/net/request_tally.ts";
import { usualConfig } from "../spot/spot_here.ts";
import { programHere } from "../support/program_here.ts";
import { quietCases } from "../support/quiet_aws.ts";
import { virtualClock } from "../support/virtual_clock.ts";

Deno.test("requests side by side are one round, and what is left of the time is spent here", () => {
  const clock = virtualClock();
  const tally = requestTally(clock);
  assert.equal(tally.summary(), undefined);
  clock.advance(200);
  const [first, second] = [tally.begin(), tally.begin()];
  clock.advance(300);
  first();
  clock.advance(300);
  second();
  const third = tally.begin();
  clock.advance(500);
  third();
  assert.equal(tally.summary(), "3 requests in 2 rounds, 1.1 s in AWS, 0.2 s here");
});

Deno.test(
  "--debug shows at the end what a run has asked AWS for, whatever task it is",
  quietCases(async (run) => {
    const cluster = ["--cluster-name", "demo", "--region", "us-west-2"];
    const tasks = [
      ["setup-heartbeat", ...cluster, "--email", "ada@example.org", "--schedule", "rate(60 minutes)"],
      ["delete", ...cluster, "--yes"],
      ["audit", "--region", "us-west-2"],
      ["infra", "bootstrap-account", "--user", "alice"],
      ["spot-deploy", "nuke", "--force"],
    ];
    for (const argv of tasks) {
      await run(argv.slice(0, 2).join(" "), async ({ environment, folder, requests }) => {
        await Deno.writeTextFile(join(folder, "config.yaml"), usualConfig);
        const { err } = await programHere([...argv, "--profile", "p", "--debug"], { env: environment, folder });
        const count = requests().length;
        assert.ok(count > 0, err);
        const own = err.split("\n").filter((line) => line.startsWith("· "));
        const noun = count === 1 ? "1 request" : `${count} requests`;
        assert.match(own.at(-1) ?? "", new RegExp(`^· ${noun} in \\d+ rounds?, 0\\.0 s in AWS, \\d+\\.\\d s here$`));
        const quiet = await programHere([...argv, "--profile", "p"], { env: environment, folder });
        assert.doesNotMatch(quiet.err, /s in AWS/);
      });
    }
  }),
);
