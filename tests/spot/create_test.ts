import assert from "node:assert/strict";
import { sharedSandbox } from "../support/sandbox.ts";
import { inventory, runningIn } from "./inventory.ts";
import { spotFolder, usualConfig } from "./spot_here.ts";

type Data = {
  readonly result_summary: {
    readonly regions: Record<string, { total: number; succeeded: number; failed: number; moved_from: string[] }>;
  };
  readonly region_errors: Record<string, { error_type: string; aws_code: string }>;
};

const changed = (from: string | RegExp, to: string) => usualConfig.replace(from, to);
const pinned = usualConfig.replaceAll("{machine_type: t3.medium}", "{machine_type: t3.medium, node_count: 1}");

Deno.test(
  "nodes are launched",
  sharedSandbox({}, async (step) => {
    await step(
      "T-23 R-06: everything is tagged in the request that makes it, and nodes get their names",
      async (sandbox) => {
        const spot = await spotFolder(sandbox);
        const { code, err, out } = await spot.run(["create"]);
        assert.equal(code, 0, err);
        const made = sandbox.requests().filter(({ operation }) => /^Create(?!Route$|Tags$|Fleet)/.test(operation));
        for (const { operation, parameters } of made) {
          const text = JSON.stringify(parameters);
          for (const tag of ["ManagedBy", "CreatedBy", "DeploymentId"]) {
            assert.ok(text.includes(tag), `${operation} without ${tag}`);
          }
        }
        const tagging = sandbox.requests().filter(({ operation }) => operation === "CreateTags");
        assert.equal(tagging.some(({ parameters }) => JSON.stringify(parameters).includes("ManagedBy")), false);
        const running = await runningIn(sandbox);
        assert.equal(running.length, 3);
        for (const item of running) assert.match(item, /<value>SpotInstance-([a-z]+-[a-z]+-\d)-\1[a-z]</);
        assert.match(running[0], /<instanceLifecycle>spot</);
        for (const text of [out, err, await Deno.readTextFile(spot.path("MACHINES.json"))]) {
          assert.doesNotMatch(text, /a-very-secret-token/);
        }
        assert.deepEqual((await inventory(sandbox)).filter((line) => line.includes("LaunchTemplates")), []);
      },
    );

    await step("T-34h T-34k: a dry run changes nothing, and its document is one", async (sandbox) => {
      const spot = await spotFolder(sandbox);
      const { code, document } = await spot.json(["create", "--dry-run"]);
      assert.equal(code, 0);
      assert.equal((document.data as { plan?: readonly unknown[] }).plan?.length, 3);
      const { out } = await spot.run(["create", "--dry-run"]);
      assert.match(out, /Image +Nodes +Spot \$\/hr each\n +us-east-1 +a b c +t3\.medium +x86_64 +ami-\S+ +1 +0\.04/);
      assert.deepEqual(sandbox.requests().filter(({ mutating }) => mutating), []);
      assert.equal(await Deno.stat(spot.path("MACHINES.json")).catch(() => undefined), undefined);
    });

    await step("T-25: no capacity anywhere: the reason of each region, and no network is left", async (sandbox) => {
      const spot = await spotFolder(sandbox);
      const before = await inventory(sandbox);
      sandbox.settings.capacity = { "*": 0 };
      const { code, err, document } = await spot.json(["create"]);
      assert.equal(code, 2, err);
      const { region_errors } = document.data as unknown as Data;
      assert.deepEqual(Object.values(region_errors).map(({ error_type, aws_code }) => `${error_type} ${aws_code}`), [
        "capacity_issues InsufficientInstanceCapacity",
        "capacity_issues InsufficientInstanceCapacity",
        "capacity_issues InsufficientInstanceCapacity",
      ]);
      assert.deepEqual(await inventory(sandbox), before);
    });

    await step("T-26: the one pool that has capacity is found with one request", async (sandbox) => {
      const spot = await spotFolder(
        sandbox,
        changed("us-east-1: {machine_type: t3.medium}", "us-east-1: {machine_type: [t3.medium, t3a.medium]}").replace(
          / {2}eu-west-1[^]*/,
          "",
        ).replace("3", "1"),
      );
      sandbox.settings.capacity = { "*": 0, "us-east-1b t3a.medium": 5 };
      const { code, err } = await spot.run(["create"]);
      assert.equal(code, 0, err);
      assert.equal(sandbox.requests().filter(({ operation }) => operation === "CreateFleet").length, 1);
      const [item] = await runningIn(sandbox);
      assert.match(item, /<instanceType>t3a\.medium</);
      assert.match(item, /<availabilityZone>us-east-1b</);
    });

    await step("T-27 T-18: what a region cannot hold moves to another, unless nothing may move", async (sandbox) => {
      const spot = await spotFolder(sandbox);
      sandbox.settings.capacity = { "eu-west-1": 0 };
      const { code, err, document } = await spot.json(["create"]);
      assert.equal(code, 0, err);
      const { regions } = (document.data as unknown as Data).result_summary;
      assert.deepEqual(Object.values(regions).flatMap(({ moved_from }) => moved_from), ["eu-west-1"]);
      assert.equal((await runningIn(sandbox)).length, 3);
      assert.equal((await inventory(sandbox, ["eu-west-1"])).some((line) => line.includes("NatGateway")), false);
      assert.equal((await spot.run(["destroy", "--yes"])).code, 0);
      const kept = await spot.run(["create", "--no-spill"]);
      assert.equal(kept.code, 5, kept.err);
      assert.equal((await spot.run(["destroy", "--yes"])).code, 0);
      assert.equal((await spot.run(["create", "--no-spill", "--allow-partial"])).code, 0);
    });

    await step("T-28: nodes whose number was said stay where they were said to be", async (sandbox) => {
      const spot = await spotFolder(sandbox, pinned);
      sandbox.settings.capacity = { "eu-west-1": 0 };
      const { code, document } = await spot.json(["create"]);
      assert.equal(code, 5);
      assert.equal((await runningIn(sandbox)).length, 2);
      // What is told is what these two cost.
      const summary = document.data.result_summary as unknown as { readonly estimated_hourly_usd: number };
      assert.ok(Math.abs(summary.estimated_hourly_usd - 2 * (0.04 + 0.005 + 20 * 0.08 / 730)) < 1e-6);
    });

    await step("T-31: a quota is called by its name", async (sandbox) => {
      const spot = await spotFolder(sandbox);
      sandbox.settings.launchFailures = { "*": "MaxSpotInstanceCountExceeded" };
      const { code, out } = await spot.run(["create"]);
      assert.equal(code, 2);
      assert.match(out, /Error Type +Description +Solution\n +Quota +a quota of the account is used up +ask AWS/);
      assert.match(
        out,
        /us-east-1: MaxSpotInstanceCountExceeded .*; 2 vCPUs of the quota "All Standard \(A, C, .*\) Spot Instance Requests"/,
      );
    });

    await step("T-32 decision 5: without fleets the nodes are launched one pool after another", async (sandbox) => {
      const spot = await spotFolder(sandbox);
      sandbox.settings.denied = ["ec2:CreateFleet"];
      sandbox.settings.capacity = { "us-east-1a": 0 };
      const { code, err } = await spot.run(["create"]);
      assert.equal(code, 0, err);
      assert.equal(err.match(/CreateFleet or launch templates is missing/g)?.length, 1);
      assert.equal((await runningIn(sandbox)).length, 3);
    });

    await step(
      "T-29 T-30 decision 3.26: throttled and lost launches make exactly the wanted nodes",
      async (sandbox) => {
        const spot = await spotFolder(sandbox);
        sandbox.faults.add({ kind: "throttle", operation: "CreateFleet", times: 3 });
        sandbox.faults.add({ kind: "lost", operation: "CreateFleet", nth: 5 });
        sandbox.faults.add({ kind: "lost", operation: "CreateVpc" });
        sandbox.faults.add({ kind: "lost", operation: "CreateSubnet" });
        const { code, err } = await spot.run(["create"]);
        assert.equal(code, 0, err);
        assert.equal((await runningIn(sandbox)).length, 3);
        const vpcs = (await inventory(sandbox)).filter((line) => line.includes("Vpcs"));
        assert.equal(vpcs.length, 5 + 3);
      },
    );

    await step(
      "T-12 T-14 T-15 T-16 R-07: types and images that do not fit are refused before anything is made",
      async (sandbox) => {
        const cases = [
          ["{machine_type: t4g.small, architecture: x86_64}", /t4g\.small is arm64, the configuration says x86_64/],
          [
            "{machine_type: m7g.medium, image: ami-0b0b0000000002404}",
            /m7g\.medium is arm64, image ami-0b0b0000000002404 is x86_64/,
          ],
          ["{machine_type: [t3.medium, t4g.medium]}", /t3\.medium is x86_64, t4g\.medium is arm64/],
          ["{machine_type: t3.medium, image: ami-0123456789abcdef0}", /there is no image/],
        ] as const;
        for (const [entry, message] of cases) {
          const spot = await spotFolder(sandbox, changed("{machine_type: t3.medium}", entry));
          const { code, err } = await spot.run(["create"]);
          assert.equal(code, 1);
          assert.match(err.replaceAll(/\s+/g, " "), message);
        }
        assert.deepEqual(sandbox.requests().filter(({ mutating }) => mutating), []);
      },
    );

    await step(
      "T-13 T-16 T-18: the image follows the type; a region that cannot be used is left out, and its node moves",
      async (sandbox) => {
        const config = changed("us-east-1: {machine_type: t3.medium}", "us-east-1: {machine_type: c7g.large}")
          .replace("eu-west-1: {machine_type: t3.medium}", "eu-west-1: {machine_type: q9.huge}")
          .replace("us-west-2", "eu-central-1") + "  ap-east-1: {machine_type: t3.medium}\n";
        const spot = await spotFolder(sandbox, config);
        const { code, err, document } = await spot.json(["create"]);
        assert.equal(code, 0, err);
        const errors = (document.data as unknown as Data).region_errors;
        assert.deepEqual(Object.keys(errors), ["ap-east-1", "eu-west-1"]);
        const running = await runningIn(sandbox);
        assert.equal(running.length, 3);
        assert.ok(running.some((item) => item.includes("<imageId>ami-0b0b00000000a2404<")));
      },
    );

    await step("T-34f T-34g: nodes that stand are not forgotten, and one run works at a time", async (sandbox) => {
      const spot = await spotFolder(sandbox);
      assert.equal((await spot.run(["create"])).code, 0);
      const refused = await spot.json(["create"]);
      assert.equal(refused.code, 6);
      assert.match(refused.document.error?.fix ?? "", /create --add/);
      assert.equal((await spot.run(["create", "--add"])).code, 0);
      assert.equal(Object.keys((await spot.state()).machines).length, 6);
    });

    await step("T-34i: what costs more than is allowed is not launched without a yes", async (sandbox) => {
      const spot = await spotFolder(sandbox);
      const refused = await spot.run(["create", "--max-hourly-cost", "0.01"]);
      assert.equal(refused.code, 1);
      assert.match(refused.err, /DAY-SPOT-007/);
      assert.deepEqual(sandbox.requests().filter(({ mutating }) => mutating), []);
      assert.equal((await spot.run(["create", "--max-hourly-cost", "0.01", "--yes"])).code, 0);
    });

    await step("R-05: credentials that AWS does not accept are the only thing that is asked about", async (sandbox) => {
      const spot = await spotFolder(sandbox);
      sandbox.settings.regionsOff = ["us-east-1"];
      const { code, err } = await spot.run(["create"]);
      assert.equal(code, 1);
      assert.match(err.replaceAll(/\s+/g, " "), /aws sso login/);
      assert.deepEqual([...new Set(sandbox.requests().map(({ operation }) => operation))], ["GetCallerIdentity"]);
    });
  }),
);
