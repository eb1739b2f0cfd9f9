import assert from "node:assert/strict";
import { sharedSandbox } from "../support/sandbox.ts";
import { spotFolder } from "./spot_here.ts";
import { inventory } from "./inventory.ts";

Deno.test(
  "the life of a deployment",
  sharedSandbox({}, async (step) => {
    await step(
      "T-35 R-04: create, list, destroy: three nodes in three regions, and then nothing is left",
      async (sandbox) => {
        const spot = await spotFolder(sandbox);
        const before = await inventory(sandbox);
        const created = await spot.run(["create"]);
        assert.equal(created.code, 0, created.err);
        assert.match(created.out, /Spot Instance Creation Summary/);
        assert.match(created.out, /Bacalhau Cluster Nodes/);
        const { machines } = await spot.state();
        assert.equal(Object.keys(machines).length, 3);

        const listed = await spot.json(["list"]);
        assert.equal(listed.code, 0, listed.err);
        assert.deepEqual(listed.document.data.instances.map(({ region }) => region), [
          "eu-west-1",
          "us-east-1",
          "us-west-2",
        ]);

        const destroyed = await spot.run(["destroy", "--yes"]);
        assert.equal(destroyed.code, 0, destroyed.err);
        assert.deepEqual(await inventory(sandbox), before);
        assert.deepEqual((await spot.state()).machines, {});
        assert.deepEqual((await spot.state()).deployments, {});
      },
    );
    await step("T-52: nuke, twice: the second one only looks", async (sandbox) => {
      const spot = await spotFolder(sandbox);
      const before = await inventory(sandbox);
      assert.equal((await spot.run(["create"])).code, 0);
      const nuked = await spot.run(["nuke", "--force"]);
      assert.equal(nuked.code, 0, nuked.err);
      assert.deepEqual(await inventory(sandbox), before);
      sandbox.clearRequests();
      const again = await spot.run(["nuke", "--force"]);
      assert.equal(again.code, 0, again.err);
      assert.match(again.out, /nothing of ours stands/);
      assert.deepEqual(sandbox.requests().filter(({ mutating }) => mutating), []);
    });
  }),
);
