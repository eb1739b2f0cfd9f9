import assert from "node:assert/strict";
import { textsOf } from "../../lib/sandbox/emulator/xml.ts";
import { type Sandbox, sharedSandbox } from "../support/sandbox.ts";
import { inventory, runningIn } from "./inventory.ts";
import { spotFolder, usualConfig } from "./spot_here.ts";

type Data = {
  readonly result_summary: {
    readonly total_requested: number;
    readonly total_created: number;
    readonly regions: Record<string, { total: number; succeeded: number; failed: number }>;
  };
  readonly region_errors: Record<string, { error: string; error_type: string; aws_code: string | null }>;
};

const onDemandOnly = "hpc6a.48xlarge";

/** A configuration with one node in each of these, which stays there. */
function withEntries(entries: Readonly<Record<string, string>>): string {
  const lines = Object.entries(entries).map(([region, type]) =>
    `  ${region}: {machine_type: ${type}, node_count: 1}\n`
  );
  return usualConfig.replace("total_instances: 3", `total_instances: ${lines.length}`)
    .replace(/regions:[^]*/, `regions:\n${lines.join("")}`);
}

Deno.test(
  "regions of which each is different",
  sharedSandbox({}, async (step) => {
    await step("T-17: a type that cannot be had on Spot drops its region, and the others go on", async (sandbox) => {
      const config = withEntries({ "us-east-1": "t3.medium", "eu-west-1": onDemandOnly, "us-west-2": "t3.medium" });
      const spot = await spotFolder(sandbox, config);
      const { code, document, err } = await spot.json(["create"]);
      assert.equal(code, 5, err);
      const { region_errors, result_summary } = document.data as unknown as Data;
      assert.match(
        region_errors["eu-west-1"].error,
        /Bad Instance: hpc6a\.48xlarge is not available as a Spot instance/,
      );
      assert.deepEqual([result_summary.total_created, result_summary.regions["eu-west-1"].failed], [2, 1]);
      assert.deepEqual(
        sandbox.requests().filter(({ mutating, region }) => mutating && region === "eu-west-1"),
        [],
      );
    });

    await step(
      "T-22 R-02: twelve regions, five outcomes: each node is accounted for, and the exit is 5",
      async (sandbox) => {
        const good = ["us-east-1", "us-east-2", "us-west-2", "eu-west-1", "eu-central-1", "ap-south-1"];
        const without = ["us-west-1", "eu-west-2"];
        const limited = ["eu-west-3", "sa-east-1"];
        const slow = "ca-central-1";
        const odd = "ap-northeast-1";
        const all = [...good, ...without, ...limited, slow, odd];
        const types = all.map((region) => [region, region === odd ? onDemandOnly : "t3.medium"]);
        const spot = await spotFolder(sandbox, withEntries(Object.fromEntries(types)));
        sandbox.settings.capacity = Object.fromEntries(without.map((region) => [region, 0]));
        sandbox.settings.launchFailures = Object.fromEntries(
          limited.map((region) => [region, "MaxSpotInstanceCountExceeded"]),
        );
        sandbox.faults.add({ kind: "throttle", operation: "CreateFleet", region: slow, times: "all" });
        const { code, document, err } = await spot.json(["create"]);
        assert.equal(code, 5, err);
        const { region_errors, result_summary: { regions, total_requested, total_created } } = document
          .data as unknown as Data;
        assert.deepEqual(Object.keys(regions).sort(), [...all].sort());
        for (const [region, { total, succeeded, failed }] of Object.entries(regions)) {
          assert.deepEqual([total, succeeded + failed, succeeded], [1, 1, good.includes(region) ? 1 : 0], region);
        }
        assert.deepEqual([total_requested, total_created], [12, good.length]);
        const types_ = Object.fromEntries(
          Object.entries(region_errors).map(([region, each]) => [region, each.error_type]),
        );
        assert.deepEqual(types_, {
          ...Object.fromEntries(without.map((region) => [region, "capacity_issues"])),
          ...Object.fromEntries(limited.map((region) => [region, "quota_issues"])),
          [slow]: "network_issues",
          [odd]: "config_issues",
        });
        for (const { status } of Object.values((await spot.state()).machines)) assert.equal(status, "Done");
        assert.equal((await runningIn(sandbox, all)).length, good.length);
        const networks = (await inventory(sandbox, all)).filter((line) => line.includes("Gateways")).map((line) =>
          line.split(" ")[0]
        );
        for (const region of all.filter((each) => !good.includes(each))) {
          assert.ok(!networks.includes(region), `${region} keeps no network of ours`);
        }
      },
    );

    await step(
      "T-24 R-08: a region that does not answer is given up in time, and the others are done",
      async (sandbox) => {
        const spot = await spotFolder(
          sandbox,
          usualConfig.replace("username:", "max_zones_per_region: 1\n  username:"),
        );
        sandbox.faults.add({ kind: "hang", operation: "CreateSubnet", region: "eu-west-1", times: "all" });
        const argv = ["create", "--no-spill", "--timeout", "3"];
        const { code, document, err } = await spot.json(argv, { outside: { random: () => 0 } });
        assert.equal(code, 5, err);
        const { region_errors } = document.data as unknown as Data;
        assert.deepEqual(Object.keys(region_errors), ["eu-west-1"]);
        assert.equal(region_errors["eu-west-1"].error_type, "network_issues");
        assert.equal((await runningIn(sandbox)).length, 2);
        const tries = sandbox.requests().filter(({ operation, region }) =>
          operation === "CreateSubnet" && region === "eu-west-1"
        );
        assert.ok(tries.length > 1, `${tries.length} attempts`);
      },
    );

    await step(
      "T-19c: where images may not be looked up, those of the table beside the configuration serve, by architecture",
      async (sandbox) => {
        const config = usualConfig.replace(
          "us-east-1: {machine_type: t3.medium}",
          "us-east-1: {machine_type: t4g.small}",
        )
          .replace(/ {2}eu-west-1.*\n {2}us-west-2.*\n/, "").replace("instances: 3", "instances: 1");
        const spot = await spotFolder(sandbox, config);
        sandbox.settings.denied = ["ec2:DescribeImages"];
        const none = await spot.json(["create"]);
        assert.equal(none.code, 2, none.err);
        const rows = ["us-east-1,x86_64,ami-0b0b0000000002404", "us-east-1,arm64,ami-0b0b00000000a2404"];
        await spot.write("ubuntu_amis.csv", ["Region,Architecture,AMI ID", ...rows, ""].join("\r\n"));
        const { code, err } = await spot.run(["create"]);
        assert.equal(code, 0, err);
        assert.match(
          err.replaceAll(/\s+/g, " "),
          /using the arm64 image ami-0b0b00000000a2404 listed in \S+\/ubuntu_amis\.csv/,
        );
        assert.match((await runningIn(sandbox))[0], /<imageId>ami-0b0b00000000a2404</);
      },
    );

    await step(
      "T-19f: all pages of instance types are read: the cheapest one may stand on the last",
      async (sandbox) => {
        const spot = await spotFolder(sandbox);
        await onlyRegion(sandbox, "us-west-2");
        const last = await lastType();
        async function lastType() {
          sandbox.settings.instanceTypePage = 10_000;
          const first = await spot.json(["get-available-regions", "--show-all"]);
          assert.equal(first.code, 0, first.err);
          const list = JSON.parse(await Deno.readTextFile(spot.path("available_regions.json")));
          return list.region_details["us-west-2"].instances.map((each: { instance_type: string }) =>
            each.instance_type
          );
        }
        const cheap = last.at(-1);
        sandbox.settings.spotPrices = { [cheap]: 0.0001 };
        // A busy machine may have had to ask for a page more than once.
        const pages = () =>
          new Set(
            sandbox.requests().filter(({ operation }) => operation === "DescribeInstanceTypes")
              .map(({ parameters }) => String(parameters.NextToken ?? "")),
          ).size;
        assert.equal(pages(), 1);
        sandbox.settings.instanceTypePage = 200;
        sandbox.clearRequests();
        const { code, out, err } = await spot.run(["get-available-regions"]);
        assert.equal(code, 0, err);
        assert.ok(pages() >= 3, `${pages()} pages`);
        const list = JSON.parse(await Deno.readTextFile(spot.path("available_regions.json")));
        assert.deepEqual(list.available_regions, ["us-west-2"]);
        const { cheapest_instance } = list.region_details["us-west-2"];
        assert.deepEqual([cheapest_instance.instance_type, cheapest_instance.spot_price], [cheap, 0.0001]);
        assert.match(out, new RegExp(`1\\. us-west-2 - ${cheap.replace(".", "\\.")} - \\d+ vCPUs, .*\\$0\\.0001/hr`));
      },
    );

    await step("T-48: a region that may not be read is told, and the others are clean", async (sandbox) => {
      const spot = await spotFolder(sandbox);
      assert.equal((await spot.run(["create"])).code, 0);
      const fault = sandbox.faults.add({ kind: "deny", region: "eu-west-1", times: "all" });
      const { code, out, err } = await spot.run(["nuke", "--force"]);
      assert.equal(code, 5, err);
      assert.match(out, /^ +eu-west-1 .* 1$/m);
      assert.match(err, /eu-west-1 cannot be read: Permission denied/);
      fault.remove();
      assert.deepEqual((await runningIn(sandbox)).length, 1);
      assert.equal((await runningIn(sandbox, ["eu-west-1"])).length, 1);
      assert.equal((await spot.run(["nuke", "--force"])).code, 0);
      assert.deepEqual(await runningIn(sandbox), []);
    });
  }),
);

/** All regions but one are switched off. */
async function onlyRegion(sandbox: Sandbox, one: string): Promise<void> {
  const all = await sandbox.calls.query("ec2", "DescribeRegions", { AllRegions: "true" }, { region: one });
  sandbox.settings.regionsOff = textsOf(all, "regionName").filter((name) => name !== one);
}
