import assert from "node:assert/strict";
import { sharedSandbox } from "../support/sandbox.ts";
import { hurriedClock } from "../support/hurried_clock.ts";
import { inventory } from "./inventory.ts";
import { type SpotFolder, spotFolder, usualConfig } from "./spot_here.ts";

async function phases(spot: SpotFolder): Promise<readonly string[]> {
  const { deployments } = await spot.state() as unknown as { deployments: Record<string, { phase: string }> };
  return Object.values(deployments).map(({ phase }) => phase);
}

async function wantedOf(spot: SpotFolder, clock = hurriedClock()) {
  const { code, document } = await spot.json(["status", "--no-probe"], { clock });
  const { wanted, live, cluster } = document.data as unknown as { wanted: number; live: number; cluster: string };
  return { code, wanted, live, cluster };
}

Deno.test(
  "which deployments count",
  sharedSandbox({}, async (step) => {
    await step("T-57 T-25 R-18: a deployment that came to nothing is failed, and wants no nodes", async (sandbox) => {
      const spot = await spotFolder(sandbox);
      sandbox.settings.launchFailures = { "*": "InsufficientInstanceCapacity" };
      assert.equal((await spot.run(["create"])).code, 2);
      assert.deepEqual(await phases(spot), ["failed"]);
      assert.deepEqual(await wantedOf(spot), { code: 0, wanted: 0, live: 0, cluster: "EMPTY" });
      sandbox.settings.launchFailures = {};
      assert.equal((await spot.run(["create"])).code, 0);
      assert.deepEqual(await wantedOf(spot), { code: 0, wanted: 3, live: 3, cluster: "HEALTHY" });
    });

    await step(
      "R-04 R-08: all or nothing: what was launched goes again, and what cannot go is told",
      async (sandbox) => {
        const spot = await spotFolder(
          sandbox,
          usualConfig.replaceAll("{machine_type: t3.medium}", "{machine_type: t3.medium, node_count: 1}"),
        );
        const before = await inventory(sandbox);
        sandbox.settings.capacity = { "eu-west-1": 0 };
        const gone = await spot.json(["create", "--on-failure", "rollback"]);
        assert.equal(gone.code, 2);
        assert.match(
          gone.document.error?.message ?? "",
          /only some of 3 nodes could be launched; they were removed again/,
        );
        assert.deepEqual(await inventory(sandbox), before);
        assert.deepEqual((await spot.state()).deployments, {});
        sandbox.settings.denied = ["ec2:TerminateInstances"];
        const kept = await spot.json(["create", "--on-failure", "rollback"]);
        assert.equal(kept.code, 2);
        assert.match(kept.document.error?.message ?? "", /could be launched; not removed: \S+ i-\S+: /);
        assert.match(kept.document.error?.fix ?? "", /spot-deploy destroy --deployment sd-/);
        assert.equal(kept.document.data.instances.length, 2);
        assert.equal(Object.keys((await spot.state()).machines).length, 2);
        sandbox.settings.denied = [];
        assert.equal((await spot.run(["destroy", "--yes"])).code, 0);
        assert.deepEqual(await inventory(sandbox), before);
      },
    );

    await step("T-35i T-34f: a deployment that keeps nodes is not being destroyed", async (sandbox) => {
      const spot = await spotFolder(sandbox);
      assert.equal((await spot.run(["create"])).code, 0);
      const [first] = Object.keys((await spot.state()).machines);
      assert.equal((await spot.run(["destroy", "--instance-id", first])).code, 0);
      assert.deepEqual(await phases(spot), ["finalized"]);
      assert.deepEqual(await wantedOf(spot), { code: 5, wanted: 3, live: 2, cluster: "DEGRADED" });
      const again = await spot.run(["create"]);
      assert.equal(again.code, 6);
      assert.match(again.err, /2 nodes are already running/);
      sandbox.settings.terminationSeconds = 60;
      assert.equal((await spot.run(["destroy", "--no-wait"])).code, 5);
      const refused = await spot.run(["create"]);
      assert.equal(refused.code, 6);
      assert.match(refused.err, /the removal of deployment \S+ is unfinished\n.*spot-deploy destroy --deployment/);
    });

    await step(
      "decision 5: nodes whose time is past are not launched for a moment, but for a new time",
      async (sandbox) => {
        const spot = await spotFolder(sandbox);
        const before = hurriedClock("2026-03-06T10:00:00Z");
        const later = hurriedClock("2026-03-06T13:00:00Z");
        assert.equal((await spot.run(["create", "--ttl", "2h"], { clock: before })).code, 0);
        const [id] = Object.keys((await spot.state()).deployments);
        assert.equal((await wantedOf(spot, later)).wanted, 0);
        sandbox.clearRequests();
        for (const argv of [["reconcile"], ["create", "--resume", id]]) {
          const { code, err } = await spot.run(argv, { clock: later });
          assert.equal(code, 1);
          assert.match(err, /ended at 2026-03-06T12:/);
          assert.match(err, /--ttl/);
        }
        assert.deepEqual(sandbox.requests().filter(({ mutating }) => mutating), []);
        assert.equal((await spot.run(["create", "--resume", id, "--ttl", "2h"], { clock: later })).code, 0);
        assert.match(await Deno.readTextFile(spot.path("MACHINES.json")), /"ends_at": "2026-03-06T15:/);
      },
    );
  }),
);
