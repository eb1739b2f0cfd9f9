import assert from "node:assert/strict";
import { sharedSandbox } from "../support/sandbox.ts";
import { runningIn } from "./inventory.ts";
import { type SpotFolder, spotFolder } from "./spot_here.ts";

const cutOff = '{"deployments": {';

/** What lies in the folder under the name of the state, copies that were set aside included. */
const states = (spot: SpotFolder) =>
  [...Deno.readDirSync(spot.folder)].map(({ name }) => name).filter((name) => /^MACHINES\.json(?!\.lock)/.test(name));

Deno.test(
  "a state file that cannot be understood",
  sharedSandbox({}, async (step) => {
    await step(
      "a look says so with a way out, finds the nodes by their tags, and leaves the file alone",
      async (sandbox) => {
        const spot = await spotFolder(sandbox);
        assert.equal((await spot.run(["create"])).code, 0);
        const text = await Deno.readTextFile(spot.path("MACHINES.json"));
        for (const broken of [cutOff, text.slice(0, -200), "no state at all", "[1]"]) {
          await spot.write("MACHINES.json", broken);
          for (
            const argv of [["list"], ["cost"], ["status", "--no-probe"], ["destroy", "--dry-run"], [
              "create",
              "--dry-run",
            ]]
          ) {
            const { code, document: { warnings } } = await spot.json(argv);
            assert.equal(code, 0, argv.join(" "));
            const told = warnings.filter((each) => each.includes(spot.path("MACHINES.json")));
            assert.equal(told.length, 1, warnings.join("\n"));
            assert.match(told[0], /left unchanged.*--state PATH/);
          }
          assert.equal((await spot.json(["list"])).document.data.instances.length, 3);
          const { code, document } = await spot.json(["list", "--source", "state"]);
          assert.deepEqual([code, document.error?.code], [1, "DAY-SPOT-011"]);
          assert.ok(document.error?.message.includes(spot.path("MACHINES.json")));
          assert.match(document.error?.fix ?? "", /--state PATH/);
          assert.equal(await Deno.readTextFile(spot.path("MACHINES.json")), broken);
          assert.deepEqual(states(spot), ["MACHINES.json"]);
        }
      },
    );

    await step("a creation sets it aside, and does not pay for the same nodes twice", async (sandbox) => {
      const spot = await spotFolder(sandbox);
      assert.equal((await spot.run(["create"])).code, 0);
      await spot.write("MACHINES.json", cutOff);
      const { code, document: { error, warnings } } = await spot.json(["create"]);
      assert.deepEqual([code, error?.code], [6, "DAY-SPOT-005"]);
      assert.equal((await runningIn(sandbox)).length, 3);
      const told = warnings.flatMap((text) => text.match(/\S+\.corrupt-[0-9TZ]+/g) ?? []);
      assert.equal(told.length, 1, warnings.join("\n"));
      assert.equal(await Deno.readTextFile(told[0]), cutOff);
      assert.equal(Object.keys((await spot.state()).machines).length, 3);
      assert.equal((await spot.run(["destroy", "--yes"])).code, 0);
    });

    await step("configuration, state and log are three files", async (sandbox) => {
      const spot = await spotFolder(sandbox);
      const before = await Deno.readTextFile(spot.path("config.yaml"));
      for (
        const argv of [["--state", "config.yaml"], ["--log-file", "./config.yaml"], ["--state", "x", "--log-file", "x"]]
      ) {
        for (const name of ["create", "list", "nuke"]) {
          const { code, document } = await spot.json([name, ...argv]);
          assert.deepEqual([code, document.error?.code], [1, "DAY-USE-001"], argv.join(" "));
          assert.match(document.error?.message ?? "", /are the same file/);
        }
      }
      assert.equal(await Deno.readTextFile(spot.path("config.yaml")), before);
    });
  }),
);
