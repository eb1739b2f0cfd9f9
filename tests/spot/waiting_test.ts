import assert from "node:assert/strict";
import { textOf } from "../../lib/sandbox/emulator/xml.ts";
import type { Reach } from "../../lib/host/reach.ts";
import { type Sandbox, withSandbox } from "../support/sandbox.ts";
import { virtualClock } from "../support/virtual_clock.ts";
import { runningIn } from "./inventory.ts";
import { type SpotFolder, spotFolder, usualConfig } from "./spot_here.ts";

/** Nodes that are launched while time passes only where somebody waits: the sandbox has the program's clock. */
async function waiting(
  body: (spot: SpotFolder, sandbox: Sandbox, clock: ReturnType<typeof virtualClock>) => Promise<void>,
  config = usualConfig,
): Promise<void> {
  const clock = virtualClock("2026-03-06T10:00:00.000Z");
  await withSandbox({ clock }, async (sandbox) => await body(await spotFolder(sandbox, config), sandbox, clock));
}

Deno.test("T-20 T-21 R-01: create ends when every node has its address, shows both tables then, and tries no port", async () => {
  await waiting(async (spot, sandbox, clock) => {
    sandbox.settings.addressSeconds = 90;
    const tried: string[] = [];
    const reach: Reach = {
      port: (host) => Promise.resolve(tried.push(host) > 0),
      page: () => Promise.resolve(undefined),
    };
    const begin = clock.now().getTime();
    const { code, out, err } = await spot.run(["create"], { clock, outside: { reach } });
    assert.equal(code, 0, err);
    assert.ok(clock.now().getTime() - begin >= 90_000);
    assert.match(out, /Spot Instance Creation Summary[^]*Bacalhau Cluster Nodes/);
    const machines = Object.values((await spot.state()).machines);
    assert.equal(machines.length, 3);
    for (const { public_ip, status } of machines) {
      assert.match(String(public_ip), /^\d+\.\d+\.\d+\.\d+$/);
      assert.equal(status, "Done");
    }
    assert.deepEqual(tried, []);
  });
});

Deno.test("T-34d: a node that EC2 does not know at first is waited for", async () => {
  await waiting(async (spot, sandbox, clock) => {
    sandbox.settings.invisibleSeconds = 10;
    const { code, err } = await spot.run(["create"], { clock });
    assert.equal(code, 0, err);
    assert.ok(sandbox.requests().filter(({ operation }) => operation === "DescribeInstances").length > 3);
    assert.equal(Object.keys((await spot.state()).machines).length, 3);
  });
});

Deno.test("T-34c T-34j: a node that EC2 takes away meanwhile is launched once more; without a terminal all is plain lines", async () => {
  await waiting(async (spot, sandbox, clock) => {
    sandbox.settings.addressSeconds = 60;
    let lost = "";
    sandbox.faults.add({
      ...{ kind: "latency", milliseconds: 0, operation: "DescribeInstances", region: "eu-west-1", nth: 3 },
      async onHit() {
        lost = textOf((await runningIn(sandbox, ["eu-west-1"]))[0], "instanceId") ?? "";
        await sandbox.calls.query("ec2", "TerminateInstances", { "InstanceId.1": lost }, { region: "eu-west-1" });
      },
    });
    const { code, out, err } = await spot.run(["create"], { clock });
    assert.equal(code, 0, err);
    assert.match(err, new RegExp(`eu-west-1 ${lost}: Interrupted`));
    const ids = Object.keys((await spot.state()).machines);
    assert.equal(ids.length, 3);
    assert.ok(!ids.includes(lost));
    const fleets = sandbox.requests().filter(({ operation, region }) =>
      operation === "CreateFleet" && region === "eu-west-1"
    );
    assert.equal(fleets.length, 2);

    assert.doesNotMatch(out + err, /[^\P{Cc}\n]/u);
    for (const region of ["us-east-1", "eu-west-1", "us-west-2"]) {
      assert.equal(
        err.match(new RegExp(`^ +${region}: 1 of 1 launched$`, "gm"))?.length,
        region === "eu-west-1" ? 2 : 1,
      );
    }
  });
});

Deno.test("T-34m: the disk is called as the image calls it", async () => {
  const image = "{machine_type: t3.medium, image: ami-0b0b0000000a12023}";
  await waiting(async (spot, sandbox, clock) => {
    const { code, err } = await spot.run(["create"], { clock });
    assert.equal(code, 0, err);
    const devices = sandbox.requests().filter(({ operation }) => operation === "CreateLaunchTemplate")
      .map(({ region, parameters }) => [region, parameters["LaunchTemplateData.BlockDeviceMapping.1.DeviceName"]]);
    assert.deepEqual(devices.sort(), [["eu-west-1", "/dev/sda1"], ["us-east-1", "/dev/xvda"], [
      "us-west-2",
      "/dev/sda1",
    ]]);
  }, usualConfig.replace("{machine_type: t3.medium}", image));
});
