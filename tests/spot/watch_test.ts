import assert from "node:assert/strict";
import { eventually } from "../support/eventually.ts";
import { hurriedClock } from "../support/hurried_clock.ts";
import { startHere } from "../support/program_here.ts";
import { sharedSandbox } from "../support/sandbox.ts";
import { runningIn } from "./inventory.ts";
import { spotFolder } from "./spot_here.ts";

Deno.test(
  "list --watch and status --watch",
  sharedSandbox({}, async (step) => {
    await step("look again and again until somebody stops them, also past a look that fails", async (sandbox) => {
      const spot = await spotFolder(sandbox);
      assert.equal((await spot.run(["create"])).code, 0);
      const start = (argv: readonly string[]) =>
        startHere(["spot-deploy", ...argv], { env: sandbox.environment, folder: spot.folder, clock: hurriedClock() });
      for (
        const [argv, seen] of [
          [["list", "--watch"], /^Total: 3 instances across 3 regions$/gm],
          [["status", "--no-probe", "--watch", "5"], /3 (?:wanted|live)/gm],
        ] as const
      ) {
        const watching = start(argv);
        const looks = () => watching.said().out.match(seen)?.length ?? 0;
        await eventually("a second look", () => looks() >= 2);
        sandbox.settings.denied = ["sts:*", "GetCallerIdentity", "ec2:Describe*"];
        await eventually(
          "a look that fails",
          () => /denied|not authorized|AccessDenied|Unauthorized/i.test(watching.said().out),
        );
        const before = looks();
        sandbox.settings.denied = [];
        await eventually("a look after it", () => looks() > before);
        watching.signal("SIGINT");
        assert.equal((await watching.ended).code, 130);
      }
      assert.equal((await runningIn(sandbox)).length, 3);
    });

    await step("say what they cannot do", async (sandbox) => {
      const spot = await spotFolder(sandbox);
      for (const argv of [["list", "--watch", "0"], ["list", "--watch", "soon"], ["status", "--watch"]]) {
        const { code, document } = await spot.json(argv);
        assert.deepEqual([argv.join(" "), code, document.error?.code], [argv.join(" "), 1, "DAY-USE-001"]);
      }
      await spot.write("config.yaml", "aws: [");
      assert.equal((await spot.run(["list", "--watch"])).code, 1, "the first look that fails is the last");
    });
  }),
);
