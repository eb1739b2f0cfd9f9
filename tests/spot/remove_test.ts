import assert from "node:assert/strict";
import { tryFileLock } from "../../lib/host/system/file_lock.ts";
import { textOf } from "../../lib/sandbox/emulator/xml.ts";
import { type Sandbox, sharedSandbox } from "../support/sandbox.ts";
import { inventory, runningIn, someRegions } from "./inventory.ts";
import { spotFolder, terminal, usualConfig } from "./spot_here.ts";

const managed = { "Tag.1.Key": "ManagedBy", "Tag.1.Value": "SpotInstanceScript" };

function ask(
  sandbox: Sandbox,
  region: string,
  operation: string,
  fields: Record<string, string> = {},
): Promise<string> {
  return sandbox.calls.query("ec2", operation, fields, { region });
}

/** Things of others that look like ours: no tag, a tag in other letters, an address, an instance on Spot, a default network with our tag. */
async function placeDecoys(sandbox: Sandbox, region: string): Promise<void> {
  const vpc = textOf(await ask(sandbox, region, "CreateVpc", { CidrBlock: "10.9.0.0/16" }), "vpcId") ?? "";
  await ask(sandbox, region, "CreateTags", {
    "ResourceId.1": vpc,
    "Tag.1.Key": "ManagedBy",
    "Tag.1.Value": "spotinstancescript",
  });
  const subnet =
    textOf(await ask(sandbox, region, "CreateSubnet", { VpcId: vpc, CidrBlock: "10.9.1.0/24" }), "subnetId") ?? "";
  await ask(sandbox, region, "AllocateAddress", { Domain: "vpc" });
  await ask(sandbox, region, "RunInstances", {
    ...{ ImageId: "ami-0b0b0000000002404", InstanceType: "t3.medium", MinCount: "1", MaxCount: "1", SubnetId: subnet },
    "InstanceMarketOptions.MarketType": "spot",
  });
  const defaults = await ask(sandbox, region, "DescribeVpcs", {
    "Filter.1.Name": "is-default",
    "Filter.1.Value.1": "true",
  });
  await ask(sandbox, region, "CreateTags", { "ResourceId.1": textOf(defaults, "vpcId") ?? "", ...managed });
}

Deno.test(
  "what is ours is removed, and nothing else",
  sharedSandbox({}, async (step) => {
    await step(
      "T-47 T-50 T-53b R-14 R-15: nuke takes what carries the tag in every region, and decoys stand",
      async (sandbox) => {
        const spot = await spotFolder(sandbox);
        for (const region of ["us-east-1", "ap-south-1"]) await placeDecoys(sandbox, region);
        const before = await inventory(sandbox);
        assert.equal((await spot.run(["create"])).code, 0);
        // One of each kind outside of the configuration's regions.
        const volume = textOf(
          await ask(sandbox, "eu-central-1", "CreateVolume", { AvailabilityZone: "eu-central-1a", Size: "1" }),
          "volumeId",
        ) ?? "";
        const vpc = textOf(await ask(sandbox, "eu-central-1", "CreateVpc", { CidrBlock: "10.0.0.0/16" }), "vpcId") ??
          "";
        for (const id of [volume, vpc]) {
          await ask(sandbox, "eu-central-1", "CreateTags", { "ResourceId.1": id, ...managed });
        }
        await ask(sandbox, "eu-central-1", "CreateSubnet", { VpcId: vpc, CidrBlock: "10.0.0.0/24" });
        sandbox.clearRequests();
        const dry = await spot.json(["nuke", "--dry-run"]);
        assert.equal(dry.code, 0);
        assert.deepEqual(
          sandbox.requests().filter(({ mutating }) => mutating),
          [],
        );
        const nuked = await spot.json(["nuke", "--force"]);
        assert.equal(nuked.code, 0, nuked.err);
        assert.deepEqual(await inventory(sandbox), before);
        const { nuked_resources } = nuked.document.data as unknown as { nuked_resources: Record<string, number> };
        assert.deepEqual([nuked_resources.instances, nuked_resources.vpcs, nuked_resources.volumes], [3, 4, 1]);
      },
    );

    await step(
      "T-45 T-51: nuke without a person or the phrase changes nothing, nor in another account",
      async (sandbox) => {
        const spot = await spotFolder(sandbox);
        assert.equal((await spot.run(["create"])).code, 0);
        sandbox.clearRequests();
        assert.equal((await spot.run(["nuke"])).code, 1);
        assert.equal((await spot.run(["nuke"], { outside: terminal("yes") })).code, 1);
        assert.equal((await spot.run(["nuke", "--force", "--expect-account", "999999999999"])).code, 1);
        assert.deepEqual(sandbox.requests().filter(({ mutating }) => mutating), []);
        assert.equal((await spot.run(["nuke"], { outside: terminal("YES NUKE EVERYTHING") })).code, 0);
        assert.deepEqual(await runningIn(sandbox), []);
      },
    );

    await step("T-35g T-61: a region that cannot be read is told, and the others are clean", async (sandbox) => {
      const spot = await spotFolder(sandbox);
      assert.equal((await spot.run(["create"])).code, 0);
      sandbox.settings.regionsOff = ["eu-west-1"];
      const nuked = await spot.json(["nuke", "--force"]);
      // A region that is off is not one of the account's.
      assert.equal(nuked.code, 0, nuked.err);
      const destroyed = await spot.json(["destroy", "--yes"]);
      assert.equal(destroyed.code, 5, destroyed.err);
      assert.deepEqual(Object.values((await spot.state()).machines).map(({ region }) => region), ["eu-west-1"]);
      const listed = await spot.json(["list"]);
      assert.equal(listed.code, 5);
      assert.equal(listed.document.data.instances.length, 1);
      sandbox.settings.regionsOff = [];
      assert.equal((await spot.run(["destroy", "--yes"])).code, 0);
    });

    await step("T-50b T-35e: what others run in our network keeps it, and is called by its id", async (sandbox) => {
      const spot = await spotFolder(sandbox);
      assert.equal((await spot.run(["create"])).code, 0);
      const [mine] = Object.values((await spot.state()).machines).filter(({ region }) => region === "us-west-2");
      const fields = { ImageId: "ami-0b0b0000000002404", InstanceType: "t3.medium", MinCount: "1", MaxCount: "1" };
      const started = await ask(sandbox, "us-west-2", "RunInstances", { ...fields, SubnetId: String(mine.subnet_id) });
      const foreign = textOf(started, "instanceId") ?? "";
      for (const argv of [["destroy", "--yes"], ["nuke", "--force"]]) {
        const { code, document } = await spot.json(argv);
        assert.equal(code, 5);
        assert.ok(document.error?.message.includes(foreign));
      }
      assert.equal((await runningIn(sandbox)).length, 1);
      assert.equal((await spot.run(["nuke", "--force", "--include-foreign"])).code, 0);
      assert.deepEqual(await runningIn(sandbox), []);
    });

    await step("decision 5: nuke leaves what another creator has made, unless that was asked for", async (sandbox) => {
      const spot = await spotFolder(sandbox);
      const vpc = textOf(await ask(sandbox, "us-east-1", "CreateVpc", { CidrBlock: "10.0.0.0/16" }), "vpcId") ?? "";
      const whose = { "Tag.2.Key": "CreatedBy", "Tag.2.Value": "arn:aws:iam::123456789012:user/bob" };
      await ask(sandbox, "us-east-1", "CreateTags", { "ResourceId.1": vpc, ...managed, ...whose });
      const kept = await spot.json(["nuke", "--force"]);
      assert.equal(kept.code, 0);
      assert.match(kept.err, /user\/bob.*: kept/s);
      assert.ok((await inventory(sandbox)).some((line) => line.endsWith(vpc)));
      assert.equal((await spot.run(["nuke", "--force", "--include-others"])).code, 0);
      assert.ok(!(await inventory(sandbox)).some((line) => line.endsWith(vpc)));
    });

    await step("T-35b T-35f T-35h T-35i: destroy asks a person, takes one of two, keeps a network", async (sandbox) => {
      const spot = await spotFolder(sandbox, usualConfig.replace(/ {2}eu-west-1[^]*/, "").replace("3", "2"));
      const before = await inventory(sandbox);
      const nothing = await spot.run(["destroy"]);
      assert.equal(nothing.code, 0);
      assert.match(nothing.out, /nothing to destroy/);
      assert.equal((await spot.run(["create"])).code, 0);
      sandbox.clearRequests();
      assert.equal((await spot.run(["destroy"], { outside: terminal("n") })).code, 1);
      assert.deepEqual(sandbox.requests().filter(({ mutating }) => mutating), []);
      const [first] = Object.keys((await spot.state()).machines);
      assert.equal((await spot.run(["destroy", "--instance-id", first])).code, 0);
      assert.equal((await runningIn(sandbox)).length, 1);
      assert.equal((await spot.run(["destroy", "--keep-network"])).code, 0);
      assert.deepEqual(await runningIn(sandbox), []);
      assert.ok((await inventory(sandbox)).length > before.length);
      sandbox.clearRequests();
      assert.equal((await spot.run(["create"])).code, 0);
      assert.ok(!sandbox.requests().some(({ operation }) => operation === "CreateVpc"));
      assert.equal((await spot.run(["destroy"])).code, 0);
      assert.deepEqual(await inventory(sandbox), before);
    });

    await step(
      "T-34g T-43: a lock turns away; without a state file everything is found by its tags",
      async (sandbox) => {
        const spot = await spotFolder(sandbox);
        const before = await inventory(sandbox);
        assert.equal((await spot.run(["create"])).code, 0);
        const lock = await tryFileLock(spot.path("MACHINES.json.lock"), { pid: 1, host: "h", user: "u", command: "c" });
        assert.equal((await spot.run(["destroy", "--yes"])).code, 6);
        assert.equal((await spot.run(["list"])).code, 0);
        if ("release" in lock) lock.release();
        await Deno.remove(spot.path("MACHINES.json"));
        assert.equal((await spot.json(["list"])).document.data.instances.length, 3);
        assert.equal(Object.keys((await spot.state()).machines).length, 3);
        await Deno.writeTextFile(spot.path("MACHINES.json"), '{"machines": {"i-');
        assert.equal((await spot.run(["destroy", "--yes"])).code, 0);
        assert.ok(
          Array.from(Deno.readDirSync(spot.folder)).some(({ name }) => name.startsWith("MACHINES.json.corrupt-")),
        );
        assert.deepEqual(await inventory(sandbox), before);
      },
    );

    await step(
      "design 2 T-35e: where an instance cannot be terminated its network stays whole, and nothing is waited for",
      async (sandbox) => {
        const spot = await spotFolder(sandbox);
        assert.equal((await spot.run(["create"])).code, 0);
        const before = await inventory(sandbox);
        sandbox.settings.denied = ["ec2:TerminateInstances"];
        sandbox.clearRequests();
        for (const argv of [["destroy", "--yes"], ["nuke", "--force"]]) {
          const { code, document } = await spot.json(argv);
          assert.deepEqual([code, document.error?.code], [2, "DAY-SPOT-018"], argv[0]);
          assert.match(document.error?.message ?? "", /21 other resources kept for the instances that run/);
        }
        const changes = new Set(
          sandbox.requests().filter(({ mutating }) => mutating).map(({ operation }) => operation),
        );
        assert.deepEqual([...changes], ["TerminateInstances"]);
        assert.deepEqual(await inventory(sandbox), before);
        sandbox.settings.denied = [];
        assert.equal((await spot.run(["destroy", "--yes"])).code, 0);
      },
    );

    await step(
      "T-35c: throttling, a node that is gone, and instances that take their time to end",
      async (sandbox) => {
        const spot = await spotFolder(sandbox);
        const before = await inventory(sandbox, someRegions);
        assert.equal((await spot.run(["create"])).code, 0);
        const [{ id, region }] = Object.values((await spot.state()).machines) as unknown as {
          id: string;
          region: string;
        }[];
        await ask(sandbox, region, "TerminateInstances", { "InstanceId.1": id });
        sandbox.settings.terminationSeconds = 1;
        sandbox.faults.add({ kind: "throttle", operation: "TerminateInstances", times: 3 });
        const { code, err } = await spot.run(["destroy", "--yes"]);
        assert.equal(code, 0, err);
        // The interfaces of what was terminated behind our back stay in the emulator.
        assert.deepEqual(
          (await inventory(sandbox, someRegions)).filter((line) => !line.includes("Interfaces")),
          before.filter((line) => !line.includes("Interfaces")),
        );
      },
    );
  }),
);
