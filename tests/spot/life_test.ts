import assert from "node:assert/strict";
import { hurriedClock } from "../support/hurried_clock.ts";
import { startHere } from "../support/program_here.ts";
import { type Sandbox, sharedSandbox } from "../support/sandbox.ts";
import { spotFolder, usualConfig } from "./spot_here.ts";
import { inventory, runningIn } from "./inventory.ts";

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
    await step(
      "decision 5: a run that changes something has a log, the one before it goes to .1, without the token",
      async (sandbox) => {
        const spot = await spotFolder(sandbox);
        const own = `${sandbox.environment.DAYLILY_CONFIG_DIR}/spot-deploy.log`;
        const log = () => Deno.readTextFile(own);
        assert.equal((await spot.run(["create"])).code, 0);
        const first = await log();
        assert.match(first, /^\S+Z info spot\.row us-east-1: 1 of 1 launched$/m);
        assert.match(first, /^\S+Z debug aws\.request ec2 CreateFleet$/m);
        assert.match(first, /Z done\n$/);
        assert.doesNotMatch(first, /a-very-secret-token/);
        assert.equal((await spot.run(["list"])).code, 0);
        assert.equal(await log(), first);
        assert.equal((await spot.run(["destroy", "--yes"])).code, 0);
        assert.equal(await Deno.readTextFile(`${own}.1`), first);
        assert.match(await log(), /terminated/);
        assert.equal((await spot.run(["list", "--log-file", "logs/mine.log"])).code, 0);
        assert.match(await Deno.readTextFile(spot.path("logs/mine.log")), /DescribeInstances/);
        assert.equal(
          (await spot.run(["list", "--log-file", "/proc/nowhere/x.log"])).code,
          0,
          "a log is no reason to stop",
        );
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
      assert.match(again.out, /no region has resources with the tag of spot-deploy/);
      assert.deepEqual(sandbox.requests().filter(({ mutating }) => mutating), []);
    });
    await step(
      "T-36 T-39: a signal while regions launch: nothing new is begun, and the command that is told removes it all",
      async (sandbox) => {
        for (const [name, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
          const before = await inventory(sandbox);
          const { spot, ended } = await interruptedAt(sandbox, name);
          assert.equal(ended.code, code, ended.err);
          const [, deployment] = /spot-deploy destroy --deployment (\S+)/.exec(ended.err) ?? [];
          assert.equal(Object.keys((await spot.state()).machines).length, (await runningIn(sandbox)).length);
          const destroyed = await spot.run(["destroy", "--deployment", deployment, "--yes"]);
          assert.equal(destroyed.code, 0, destroyed.err);
          assert.deepEqual(await inventory(sandbox), before);
        }
      },
    );

    await step("T-37: a signal to a creation that is to leave nothing then: nothing is left", async (sandbox) => {
      const before = await inventory(sandbox);
      const { ended } = await interruptedAt(sandbox, "SIGINT", "--on-interrupt", "destroy");
      assert.equal(ended.code, 130, ended.err);
      assert.deepEqual(await inventory(sandbox), before);
    });

    await step("T-44: nuke of an account in which nothing of ours stands", async (sandbox) => {
      const spot = await spotFolder(sandbox);
      const { code, out } = await spot.run(["nuke"]);
      assert.equal(code, 0);
      assert.match(out, /no region has resources with the tag of spot-deploy/);
      assert.deepEqual(sandbox.requests().filter(({ mutating }) => mutating), []);
    });

    await step("T-05 R-03: the line to log in with names the key and the user", async (sandbox) => {
      const spot = await spotFolder(
        sandbox,
        usualConfig.replace("username:", "private_ssh_key_path: key\n  username:"),
      );
      await spot.write("key", "-----BEGIN OPENSSH PRIVATE KEY-----\nsecret\n");
      const { code, out } = await spot.run(["create"]);
      assert.equal(code, 0);
      assert.match(out, /ssh -i \S+\/key bacalhau-runner@\d+\.\d+\.\d+\.\d+/);
      assert.doesNotMatch(out, /secret/);
    });
  }),
);

/** A creation that hears of a signal when its second launch has been sent. */
async function interruptedAt(sandbox: Sandbox, name: "SIGINT" | "SIGTERM", ...argv: readonly string[]) {
  const spot = await spotFolder(sandbox);
  sandbox.clearRequests();
  const here = { env: sandbox.environment, folder: spot.folder, clock: hurriedClock() };
  const started = startHere(["spot-deploy", "create", ...argv], here);
  let mutating = 0;
  const fault = sandbox.faults.add({
    ...{ kind: "latency", operation: "CreateFleet", nth: 2, milliseconds: 0, after: true },
    onHit() {
      started.signal(name);
      mutating = sandbox.requests().filter(({ operation }) => operation === "CreateFleet").length;
    },
  });
  const ended = await started.ended;
  fault.remove();
  const launches = sandbox.requests().filter(({ operation }) => operation === "CreateFleet").length;
  // Those that were on their way in the same moment.
  assert.ok(fault.hits.length === 1 && launches <= Math.max(mutating, 3), `${launches} launches`);
  return { spot, ended };
}
