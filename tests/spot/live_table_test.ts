import assert from "node:assert/strict";
import { screenOf } from "../support/screen.ts";
import { sharedSandbox } from "../support/sandbox.ts";
import { programArgv } from "../support/program_process.ts";
import { onTerminal } from "../support/terminal.ts";
import { runningIn } from "./inventory.ts";
import { spotFolder } from "./spot_here.ts";

/** A table at its first line, and that its last one was left by what came after. */
const table = /Region +Zone +Status/;

Deno.test(
  "spot-deploy on a terminal",
  sharedSandbox({}, async (step) => {
    await step(
      "R-01: create, destroy and nuke show each region and zone in one table, and their answer below when it is gone",
      async (sandbox) => {
        const spot = await spotFolder(sandbox);
        const environment = { ...sandbox.environment, CI: "", NO_COLOR: "1" };
        const shownBy = (argv: readonly string[], more: Readonly<Record<string, string>> = {}) =>
          onTerminal({
            argv: programArgv(["spot-deploy", ...argv], "-A", "--cached-only"),
            environment: { ...environment, ...more },
            folder: spot.folder,
            columns: 100,
          }, async (terminal) => {
            if (argv[0] === "destroy") {
              await terminal.see("Terminate 3 instances in 3 regions? [y/N]");
              await terminal.type("y\r");
            }
            return await terminal.end();
          });
        const created = await shownBy(["create"]);
        assert.equal(created.code, 0, created.shown);
        assert.match(created.shown, table);
        assert.match(created.shown, /✓ eu-west-1 +1 of 1 launched/);
        assert.match(created.shown, /… eu-west-1 +[abc] +1 node launched, waiting for an address/);
        assert.match(created.shown, /✓ us-west-2 +[abc] +1 of 1 node with a public address/);
        const after = screenOf(created.shown, 100);
        assert.ok(!after.some((line) => table.test(line)), after.join("\n"));
        assert.ok(after.some((line) => line.startsWith("Spot Instance Creation Summary")));
        assert.doesNotMatch(created.shown, /\[3\dm/, "NO_COLOR");

        const destroyed = await shownBy(["destroy"], { NO_COLOR: "" });
        assert.equal(destroyed.code, 0, destroyed.shown);
        assert.match(destroyed.shown, /….\[0m us-east-1 +[abc] +1 terminating/);
        assert.match(destroyed.shown, /\[32m✓.\[0m us-east-1 +[abc] +1 terminated/);
        assert.ok(screenOf(destroyed.shown, 100).some((line) => /^ +us-east-1 +us-east-1[abc] +1$/.test(line)));

        assert.equal((await spot.run(["create"])).code, 0);
        const nuked = await shownBy(["nuke", "--force"]);
        assert.equal(nuked.code, 0, nuked.shown);
        assert.match(nuked.shown, /✓ us-west-2 +\d+ removed/);
        const plain = await shownBy(["nuke", "--force", "--plain"]);
        assert.doesNotMatch(plain.shown, table);
        assert.deepEqual(await runningIn(sandbox), []);
      },
    );
  }),
);
