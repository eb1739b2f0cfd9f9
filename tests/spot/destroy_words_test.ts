import assert from "node:assert/strict";
import { sharedSandbox } from "../support/sandbox.ts";
import { inventory, runningIn } from "./inventory.ts";
import { spotFolder } from "./spot_here.ts";

Deno.test(
  "what destroy says is true",
  sharedSandbox({}, async (step) => {
    await step("a deployment and a node that nobody knows are refused with those that are known", async (sandbox) => {
      const spot = await spotFolder(sandbox);
      const refused = async (argv: readonly string[]) => {
        sandbox.clearRequests();
        const { code, document: { error } } = await spot.json(["destroy", "--yes", ...argv]);
        assert.deepEqual([code, error?.code], [1, "DAY-USE-001"], argv.join(" "));
        assert.match(error?.fix ?? "", /deno task spot-deploy list --all-regions/);
        assert.deepEqual(sandbox.requests().filter(({ mutating }) => mutating), []);
        return error;
      };
      assert.match((await refused(["--deployment", "nope"]))?.fix ?? "", /no nodes of spot-deploy are here/);
      assert.equal((await spot.run(["create"])).code, 0);
      const [deployment] = Object.keys((await spot.state()).deployments);
      const error = await refused(["--deployment", "nope"]);
      assert.match(
        error?.message ?? "",
        /--deployment nope: not found in .*MACHINES\.json or among the tagged resources of eu-west-1, us-east-1/,
      );
      assert.ok(error?.fix.includes(deployment));
      const both = ["--instance-id", "i-00000000000000001", "--instance-id", "i-00000000000000002"];
      assert.match((await refused(both))?.message ?? "", /i-00000000000000001, i-00000000000000002/);
      assert.equal((await runningIn(sandbox)).length, 3);
      await Deno.remove(spot.path("MACHINES.json"));
      assert.equal((await spot.run(["destroy", "--yes", "--deployment", deployment])).code, 0, "its tags know it");
    });

    await step("one node goes, and the networks of regions where none was meant stay", async (sandbox) => {
      const spot = await spotFolder(sandbox);
      assert.equal((await spot.run(["create"])).code, 0);
      assert.equal((await spot.run(["destroy", "--yes", "--keep-network", "--region", "eu-west-1"])).code, 0);
      const there = () => inventory(sandbox, ["eu-west-1"]);
      const before = await there();
      const [node] = Object.values((await spot.state()).machines).filter(({ region }) => region === "us-east-1");
      assert.equal((await spot.run(["destroy", "--yes", "--instance-id", String(node.id)])).code, 0);
      assert.deepEqual(await there(), before);
    });

    await step(
      "without waiting the nodes are terminating, which is no failure of any of them; the next run ends it",
      async (sandbox) => {
        const spot = await spotFolder(sandbox);
        const before = await inventory(sandbox);
        sandbox.settings.terminationSeconds = 3600;
        assert.equal((await spot.run(["create"])).code, 0);
        const { code, out, err } = await spot.run(["destroy", "--yes", "--no-wait"]);
        assert.equal(code, 5);
        assert.match(out, /3 instances terminating, not waited for; the networks were kept/);
        assert.match(err, /us-east-1a: 1 terminating, not waited for/);
        assert.match(err.replaceAll(/\s+/g, " "), /again without --no-wait/);
        assert.doesNotMatch(out + err, /0 of|failed|TOTAL/);
        const state = await spot.state();
        assert.equal(Object.keys(state.machines).length, 3, "they stay recorded until they are gone");
        sandbox.settings.terminationSeconds = 0;
        const last = await spot.json(["destroy", "--yes", "--no-wait"]);
        assert.ok([0, 5].includes(last.code), last.err);
        const ended = await spot.run(["destroy", "--yes", "--no-wait"]);
        assert.equal(ended.code, 0, ended.err);
        assert.deepEqual(await inventory(sandbox), before);
      },
    );
  }),
);
