import assert from "node:assert/strict";
import { parse } from "yaml";
import { triedPcluster } from "../../lib/toolchain/versions.ts";
import { demo } from "../e2e/program.ts";
import { hurriedClock } from "../support/hurried_clock.ts";
import { programHere } from "../support/program_here.ts";
import { fixtureF, withSandbox } from "../support/sandbox.ts";
import { shippedTemplate } from "./rendering.ts";

const path = "config/day_cluster/wide_cluster.yaml";
const text = await Deno.readTextFile(new URL(`../../${path}`, import.meta.url));

type Queue = {
  readonly Name: string;
  readonly CapacityType: string;
  readonly ComputeResources: readonly { readonly Instances: readonly { readonly InstanceType: string }[] }[];
};

function typesByQueue(template: string): ReadonlyMap<string, ReadonlySet<string>> {
  const queues: readonly Queue[] = parse(template).Scheduling.SlurmQueues;
  return new Map(queues.map(({ Name, ComputeResources }) => [
    Name,
    new Set(ComputeResources.flatMap(({ Instances }) => Instances.map(({ InstanceType }) => InstanceType))),
  ]));
}

Deno.test("decision 5a: the wide template has the shipped one's queues with all of their types and more, one on demand, and job records", async () => {
  const [shipped, wide] = [typesByQueue(await shippedTemplate()), typesByQueue(text)];
  assert.deepEqual([...wide.keys()], [...shipped.keys(), "i8ondemand"]);
  for (const [queue, types] of shipped) {
    assert.ok(types.isSubsetOf(wide.get(queue) ?? new Set()), queue);
    assert.ok((wide.get(queue)?.size ?? 0) > types.size, queue);
  }
  const { Scheduling, ...others } = parse(text);
  const { Scheduling: before, ...same } = parse(await shippedTemplate());
  assert.deepEqual(others, same);
  const { CustomSlurmSettings, ...settings } = Scheduling.SlurmSettings;
  assert.deepEqual(settings, before.SlurmSettings);
  assert.deepEqual(CustomSlurmSettings, [
    { JobCompType: "jobcomp/filetxt", JobCompLoc: "/home/slurm/job_completions.txt" },
  ]);
});

for (const pcluster of triedPcluster) {
  Deno.test(`decision 5a: the wide template is planned, priced and accepted by the genuine dry run of ${pcluster}`, () =>
    withSandbox({ pcluster, seed: fixtureF }, async (sandbox) => {
      const words = [...demo, `--set=cluster_template_yaml=${path}`, "--output=json"];
      const world = { env: { ...sandbox.environment, DAY_BREAK: "1" }, clock: hurriedClock() };
      const planned = await programHere([...words, "--plan"], world);
      assert.equal(planned.code, 0, planned.err);
      const { cost } = JSON.parse(planned.out).plan as {
        cost: { items: readonly { what: string; usd_per_hour: number | null }[] };
      };
      const prices = Object.fromEntries(cost.items.map(({ what, usd_per_hour }) => [what, usd_per_hour]));
      assert.ok((prices["Spot, at most 8 nodes"] ?? 0) > 0, planned.out);
      assert.ok((prices["on demand, at most 1 nodes"] ?? prices["on demand, at most 1 node"] ?? 0) > 0, planned.out);

      const tried = await programHere(words, world);
      assert.equal(tried.code, 0, tried.err);
      const { status, artifacts } = JSON.parse(tried.out) as { status: string; artifacts: Record<string, string> };
      assert.equal(status, "dry_run_ok");
      const cluster = parse(await Deno.readTextFile(artifacts.cluster_yaml));
      for (const { Name, CapacityType, ComputeResources } of cluster.Scheduling.SlurmQueues) {
        for (const { SpotPrice } of ComputeResources) {
          assert.equal(typeof SpotPrice, CapacityType === "SPOT" ? "number" : "undefined", Name);
        }
      }
    }));
}
