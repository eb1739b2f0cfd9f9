import assert from "node:assert/strict";
import type { Reach } from "../../lib/host/reach.ts";
import { integral } from "../../lib/spot/view/cost.ts";
import { diskPerHour } from "../../lib/spot/create/plan_nodes.ts";
import { hurriedClock } from "../support/hurried_clock.ts";
import { sharedSandbox } from "../support/sandbox.ts";
import { runningIn } from "./inventory.ts";
import { spotFolder, usualConfig } from "./spot_here.ts";

/** Nodes that answer as a test says. */
function nodesThat(page: (url: string) => { readonly status: number; readonly body: string } | undefined): Reach {
  return { port: () => Promise.resolve(true), page: (url) => Promise.resolve(page(url)) };
}

const well = { status: 200, body: '{"status":"healthy","message":"the node is healthy"}' };
const ill = { status: 503, body: '{"status":"unhealthy","message":"no healthy container"}' };

Deno.test("T-54 R-17: what a node has cost follows its price as it was", () => {
  const at = (minutes: number) => new Date(minutes * 60_000);
  const points = [{ type: "t", zone: "z", usd: 0.01, at: at(-60) }, { type: "t", zone: "z", usd: 0.02, at: at(30) }];
  const compute = integral(points, at(0).getTime(), at(60).getTime()) ?? 0;
  assert.ok(Math.abs(compute - 0.015) < 1e-6);
  assert.ok(Math.abs(diskPerHour(20) - 0.002192) < 1e-6);
  assert.equal(integral([], 0, 1), undefined);
  assert.equal(integral(points, at(-90).getTime(), 0), undefined, "no price of that time is no guess");
});

Deno.test(
  "nodes are looked at",
  sharedSandbox({}, async (step) => {
    await step(
      "T-57 T-58 T-59 T-60 R-18: status, an interruption, and reconcile brings back exactly what is missing",
      async (sandbox) => {
        const spot = await spotFolder(
          sandbox,
          usualConfig.replace("  token:", "  api_host: orchestrator.example.org\n  token:"),
        );
        assert.equal((await spot.run(["status"])).code, 0, "nothing stands");
        assert.equal((await spot.run(["create"])).code, 0);
        const ids = Object.keys((await spot.state()).machines);
        const members = {
          Nodes: ids.map((id) => ({ Info: { NodeID: id, NodeType: "Compute" }, Connection: "CONNECTED" })),
        };
        const orchestrator = (url: string) =>
          url.includes("/orchestrator/") ? { status: 200, body: JSON.stringify(members) } : well;
        const healthy = await spot.json(["status"], { outside: { reach: nodesThat(orchestrator) } });
        assert.equal(healthy.code, 0, healthy.out);
        assert.equal((healthy.document.data as { cluster?: string }).cluster, "HEALTHY");

        const [machine] = Object.values((await spot.state()).machines);
        const one = nodesThat((url) => url.includes(String(machine.public_ip)) ? ill : orchestrator(url));
        const degraded = await spot.run(["status"], { outside: { reach: one } });
        assert.equal(degraded.code, 5);
        assert.match(degraded.out, /no healthy container/);
        const silent = await spot.json(["status"], {
          outside: { reach: nodesThat((url) => url.includes("/orchestrator/") ? undefined : well) },
        });
        assert.equal(silent.code, 0);
        assert.match(silent.document.warnings.join(), /orchestrator does not answer/);

        const { id, region } = machine as { id: string; region: string };
        await sandbox.calls.query("ec2", "TerminateInstances", { "InstanceId.1": id }, { region });
        const dry = await spot.run(["reconcile", "--dry-run"]);
        assert.equal(dry.code, 0, dry.err);
        assert.match(dry.err, /1 of 3 nodes are missing/);
        assert.match(dry.out, new RegExp(`each\\n +${region} .* 1 +0\\.\\d+\\n1 wanted; `));
        sandbox.clearRequests();
        const back = await spot.run(["reconcile", "--yes"]);
        assert.equal(back.code, 0, back.err);
        assert.equal((await runningIn(sandbox)).length, 3);
        assert.equal(sandbox.requests().filter(({ operation }) => operation === "CreateFleet").length, 1);
        const again = await spot.run(["reconcile"]);
        assert.equal(again.code, 0);
        assert.match(again.err, /all wanted nodes are running/);
      },
    );

    await step(
      "T-55 T-56 R-17: cost of what stands and of the plan; a price that nobody knows is none",
      async (sandbox) => {
        const spot = await spotFolder(sandbox);
        sandbox.settings.spotPrices = { "t3.medium": 0.01 };
        sandbox.settings.spotPricePage = 2;
        const plan = await spot.json(["cost", "--plan"]);
        assert.equal(plan.code, 0, plan.err);
        const { total } = plan.document.data as unknown as { total: { usd_per_hour: number } };
        assert.ok(Math.abs(total.usd_per_hour - 3 * (0.01 + 0.005 + 20 * 0.08 / 730)) < 1e-6);
        assert.equal((await spot.run(["create"])).code, 0);
        const live = await spot.run(["cost"]);
        assert.equal(live.code, 0, live.err);
        assert.match(live.out, /TOTAL +3 +0\.0300/);
        sandbox.settings.spotPrices = { "t3.medium": { "us-east-1a": 0.01, "us-west-2a": 0.01 } };
        const unknown = await spot.json(["cost"]);
        assert.ok(
          unknown.document.warnings.some((warning) => warning.startsWith("no price of t3.medium in eu-west-1")),
        );
      },
    );

    await step("decision 5: nodes with a time to live say when they end; list shows it", async (sandbox) => {
      const spot = await spotFolder(sandbox);
      const clock = hurriedClock("2026-03-06T10:00:00Z");
      assert.equal((await spot.run(["create", "--ttl", "2h"], { clock })).code, 0);
      const listed = await spot.run(["list"], { clock });
      assert.match(listed.out, /2026-03-06T12:00:0/);
      assert.equal((await spot.run(["create", "--ttl", "10m"])).code, 1);
    });

    await step(
      "T-19b T-19d T-19e: images and configuration of a list of regions, one after the other",
      async (sandbox) => {
        const spot = await spotFolder(sandbox);
        assert.equal((await spot.run(["get-ubuntu-amis"])).code, 1, "without the list of regions");
        const cheapest_instance = { instance_type: "t3a.medium", vcpus: 2, memory_gib: 4, spot_price: 0.009 };
        const details = Object.fromEntries(
          ["eu-central-1", "us-east-1"].map((region) => [region, { region, cheapest_instance }]),
        );
        const list = { available_regions: Object.keys(details), region_details: details };
        await spot.write("available_regions.json", JSON.stringify(list));
        await spot.write("config.yaml", usualConfig.replace("aws:", 'aws:\n  ubuntu_release: "22.04"'));
        assert.equal((await spot.run(["get-ubuntu-amis"])).code, 0);
        assert.match(await Deno.readTextFile(spot.path("ubuntu_amis.json")), /ubuntu-jammy-22\.04-arm64-server/);
        await spot.write("config.yaml", usualConfig);
        const images = await spot.run(["get-ubuntu-amis"]);
        assert.equal(images.code, 0, images.err);
        const csv = await Deno.readTextFile(spot.path("ubuntu_amis.csv"));
        assert.match(
          csv,
          /^Region,Architecture,AMI ID,Instance Type,Instance Architecture,vCPUs,Memory \(GiB\),Spot Price \(\$\/hr\)\r\n/,
        );
        const before = await Deno.readTextFile(spot.path("config.yaml"));
        const updated = await spot.run(["update-config-with-regions"]);
        assert.equal(updated.code, 0, updated.err);
        assert.equal(await Deno.readTextFile(spot.path("config.yaml.bak")), before);
        assert.ok((await Deno.readTextFile(spot.path("config.yaml"))).startsWith(before), "what was there stays");
        const after = await Deno.readTextFile(spot.path("config.yaml"));
        await Deno.remove(spot.path("config.yaml.bak"));
        assert.equal((await spot.run(["update-config-with-regions"])).code, 0);
        assert.equal(await Deno.readTextFile(spot.path("config.yaml")), after);
        assert.equal(await Deno.stat(spot.path("config.yaml.bak")).catch(() => undefined), undefined);
        await spot.write("available_regions.json", "{");
        assert.equal((await spot.run(["get-ubuntu-amis"])).code, 0, "ten usual regions");
      },
    );

    await step("T-19: a mismatch is shown and mended, and every other line stays", async (sandbox) => {
      const entry = "us-east-1: {machine_type: t3.medium, architecture: arm64} # mine";
      const spot = await spotFolder(sandbox, usualConfig.replace("us-east-1: {machine_type: t3.medium}", entry));
      const wrong = await spot.run(["verify-config-architecture"]);
      assert.equal(wrong.code, 1);
      assert.match(wrong.out, /us-east-1 +Architecture Mismatch/);
      const { issues: [issue] } = (await spot.json(["verify-config-architecture"])).document.data as unknown as {
        readonly issues: readonly Record<string, unknown>[];
      };
      const { instance_type, expected_arch, config_arch } = issue;
      assert.deepEqual([instance_type, expected_arch, config_arch], ["t3.medium", "x86_64", "arm64"]);
      const before = await Deno.readTextFile(spot.path("config.yaml"));
      const mended = await spot.run(["verify-config-architecture", "--fix"]);
      assert.equal(mended.code, 0, mended.out);
      assert.equal(await Deno.readTextFile(spot.path("config.yaml.bak")), before);
      assert.equal(await Deno.readTextFile(spot.path("config.yaml")), before.replace("arm64}", "x86_64}"));
    });
    await step("T-53: only nodes of AWS that are disconnected are taken out of the orchestrator", async (sandbox) => {
      const spot = await spotFolder(
        sandbox,
        usualConfig.replace("  token:", "  api_host: orchestrator.example.org\n  token:"),
      );
      const node = (NodeID: string, Connection: string, CLOUD_PROVIDER: string) => ({
        Info: { NodeID, NodeType: "Compute", Labels: { CLOUD_PROVIDER } },
        Connection,
      });
      const Nodes = [node("a", "CONNECTED", "AWS"), node("b", "DISCONNECTED", "AWS"), node("c", "DISCONNECTED", "GCP")];
      const deleted: string[] = [];
      const reach: Reach = {
        port: () => Promise.resolve(false),
        page(url, { method }) {
          if (method === "PUT") deleted.push(url);
          return Promise.resolve({ status: 200, body: JSON.stringify({ Nodes }) });
        },
      };
      assert.equal((await spot.run(["delete_disconnected_aws_nodes"], { outside: { reach } })).code, 0);
      assert.deepEqual(deleted.map((url) => url.split("/").at(-1)), ["b"]);
      assert.equal((await spot.run(["delete-disconnected-aws-nodes"])).code, 1, "nobody answers");
    });
  }),
);
