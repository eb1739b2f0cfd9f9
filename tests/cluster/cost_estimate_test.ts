import assert from "node:assert/strict";
import { type Cost, estimateCost } from "../../lib/cost/cost_estimate.ts";
import type { CostPrices } from "../../lib/cost/cost_prices.ts";
import { clusterShape } from "../../lib/cluster_file/cluster_shape.ts";
import { instanceTypes } from "../../lib/cluster_file/spot_pricing.ts";
import { readTemplate } from "../../lib/cluster_file/template_problem.ts";
import { settingsOf, shippedTemplate } from "./rendering.ts";

const price = (usd: number) => ({ usd, source: "table", date: "2026-01" }) as const;
const prices: CostPrices = { headNode: price(0.5), scratchStorage: price(0.146), natGateway: price(0.045) };
const today = "2026-03-04";

/** Every type costs one dollar on Spot, so that every bound is 5.14. */
async function dollar(): Promise<ReadonlyMap<string, number>> {
  return new Map(instanceTypes(readTemplate(await shippedTemplate())).map((type) => [type, 1]));
}

const usdOf = ({ items }: Cost) => items.map(({ usd_per_hour }) => usd_per_hour);

Deno.test("decision 3.35: head node, file system, NAT gateway and Spot nodes of the shipped template, item by item", async () => {
  const spotPrices = await dollar();
  const settings = settingsOf({ max_count_8I: "2", max_count_128I: "3", max_count_192I: "0", fsx_fs_size: "7200" });
  const shape = clusterShape(readTemplate(await shippedTemplate()), settings);
  const cost = estimateCost({ shape, prices, spotPrices, networkExists: false, today });
  // Two compute resources of i8 and three of i128, each with its count.
  assert.deepEqual(cost.items.map(({ what }) => what), [
    "head node r7i.2xlarge",
    "FSx 7200 GiB SCRATCH_2",
    "NAT gateway",
    "Spot, at most 13 nodes",
  ]);
  assert.deepEqual(usdOf(cost), [0.5, 1.44, 0.045, 66.82]);
  assert.equal(cost.usd_per_hour_idle, 1.985);
  assert.equal(cost.usd_per_hour_most, 68.805);
  assert.deepEqual(cost.items.map(({ source, date }) => `${source} ${date}`), [
    "table 2026-01",
    "table 2026-01",
    "table 2026-01",
    `Spot bound ${today}`,
  ]);
  assert.equal(cost.items[3].note, "now 13");
});

Deno.test("decision 3.35: a network that is there is shown with its price, and costs nothing more", async () => {
  const shape = clusterShape(readTemplate(await shippedTemplate()), settingsOf());
  const cost = estimateCost({ shape, prices, spotPrices: await dollar(), networkExists: true, today });
  assert.deepEqual([cost.items[2].usd_per_hour, cost.items[2].note], [0, "shared, runs for 0.045"]);
  assert.equal(cost.usd_per_hour_idle, 1.46);
});

Deno.test("decision 3.35: what nobody knows is null, and so is every total with it", async () => {
  const shape = clusterShape(readTemplate(await shippedTemplate()), settingsOf());
  const unknown = { headNode: null, scratchStorage: null, natGateway: null };
  const cost = estimateCost({ shape, prices: unknown, spotPrices: new Map(), networkExists: false, today });
  assert.deepEqual(usdOf(cost).slice(0, 3), [null, null, null]);
  assert.deepEqual([cost.usd_per_hour_idle, cost.usd_per_hour_most], [null, null]);
  assert.deepEqual(cost.items.map(({ note }) => note)[3], "", "no guess at today's prices");
});

Deno.test("decision 3.35: a template of one's own: persistent storage and nodes on demand are not guessed", () => {
  const template = [
    "HeadNode: {InstanceType: m7i.large}",
    "SharedStorage:",
    "  - {StorageType: Ebs, Name: e}",
    "  - {StorageType: FsxLustre, FsxLustreSettings: {StorageCapacity: 1200, DeploymentType: PERSISTENT_2}}",
    "Scheduling:",
    "  SlurmQueues:",
    "    - {Name: a, CapacityType: SPOT, ComputeResources: [{Name: r, InstanceType: c7i.large}]}",
    "    - {Name: b, ComputeResources: [{Name: r, InstanceType: c7i.large, MaxCount: 4}]}",
  ].join("\n");
  const spotPrices = new Map([["c7i.large", 0.06]]);
  const shape = clusterShape(readTemplate(template), settingsOf());
  const { items } = estimateCost({ shape, prices, spotPrices, networkExists: true, today });
  assert.deepEqual(items.map(({ what, usd_per_hour: usd }) => [what, usd]), [
    ["head node m7i.large", 0.5],
    ["FSx 1200 GiB PERSISTENT_2", null],
    ["NAT gateway", 0],
    ["Spot, at most 10 nodes", 42],
    ["on demand, at most 4 nodes", null],
  ]);
});

Deno.test("a template that cannot be read costs nobody knows what, and does not end the plan", () => {
  assert.equal(clusterShape(readTemplate("Scheduling: ["), settingsOf()), undefined);
  const { items } = estimateCost({ shape: undefined, prices, spotPrices: new Map(), networkExists: false, today });
  assert.deepEqual(items.map(({ usd_per_hour: usd }) => usd), [null, null, 0.045, null]);
});

/** The estimate of a template with these lines beside a head node. */
function costOf(...lines: readonly string[]): Cost {
  const template = ["HeadNode: {InstanceType: m7i.large}", ...lines].join("\n");
  const shape = clusterShape(readTemplate(template), settingsOf());
  const others = { "c7i.large": price(0.1), "c7i.xlarge": price(0.2), "m7i.large": price(0.3), "x9.odd": null };
  const spotPrices = new Map([["c7i.large", 0.06], ["c7i.xlarge", 0.1]]);
  return estimateCost({ shape, prices: { ...prices, others }, spotPrices, networkExists: true, today });
}

const named = ({ items }: Cost) => Object.fromEntries(items.map(({ what, usd_per_hour: usd }) => [what, usd]));

const existing = [
  "{StorageType: FsxLustre, FsxLustreSettings: {FileSystemId: fs-1}}",
  "{StorageType: FsxOntap, FsxOntapSettings: {VolumeId: fsvol-1}}",
  "{StorageType: FsxOpenZfs, FsxOpenZfsSettings: {VolumeId: fsvol-1}}",
  "{StorageType: FileCache, FsxFileCacheSettings: {FileCacheId: fc-1}}",
  "{StorageType: Efs, EfsSettings: {FileSystemId: fs-1}}",
];

for (const storage of existing) {
  Deno.test(`a file system that stands already costs this cluster nothing more: ${storage}`, () => {
    const cost = costOf("SharedStorage:", `  - ${storage}`);
    const [, fileSystem] = cost.items;
    assert.match(fileSystem.what, /^file system (fs|fsvol|fc)-1$/);
    assert.match(fileSystem.note, /exists/);
    assert.equal(cost.usd_per_hour_idle, 0.5);
  });
}

Deno.test("a file system whose size nobody says is a question mark with its reason", () => {
  const cost = costOf("SharedStorage:", "  - {StorageType: FsxLustre, FsxLustreSettings: {BackupId: backup-1}}");
  assert.equal(cost.usd_per_hour_idle, null);
  assert.deepEqual(cost.unknown_idle, ["FSx SCRATCH_2: its size does not stand in the template"]);
  assert.deepEqual(cost.unknown_most, cost.unknown_idle);
});

Deno.test("what is made and costs by what is stored in it is told, and disks are not", () => {
  const cost = costOf("SharedStorage:", "  - {StorageType: Efs, Name: e}", "  - {StorageType: Ebs, Name: d}");
  assert.deepEqual(cost.items.map(({ what }) => what), [
    "head node m7i.large",
    "EFS",
    "NAT gateway",
    "Spot, at most 0 nodes",
  ]);
});

Deno.test("static nodes run while no job does: on Spot for today's price, and at most for the bound, not for both", () => {
  const cost = costOf(
    "Scheduling:",
    "  SlurmQueues:",
    "    - Name: a",
    "      CapacityType: SPOT",
    "      ComputeResources:",
    "        - {Name: r, MinCount: 2, MaxCount: 3, Instances: [{InstanceType: c7i.large}, {InstanceType: c7i.xlarge}]}",
    "        - {Name: s, MaxCount: 1, InstanceType: c7i.large}",
    "    - {Name: b, ComputeResources: [{Name: r, InstanceType: c7i.large, MinCount: 12}]}",
  );
  assert.deepEqual(named(cost), {
    "head node m7i.large": 0.5,
    "NAT gateway": 0,
    "static Spot nodes: 2": 0.2,
    "static nodes on demand: 12": 1.2,
    "Spot, at most 4 nodes": 16.8,
    "on demand, at most 12 nodes": 1.2,
  });
  assert.deepEqual([cost.usd_per_hour_idle, cost.usd_per_hour_most], [1.9, 18.5]);
});

Deno.test("login nodes run all the time; one of an unknown price makes both totals a question mark", () => {
  const cost = costOf("LoginNodes: {Pools: [{Name: p, InstanceType: m7i.large, Count: 2}]}");
  assert.deepEqual([cost.usd_per_hour_idle, cost.usd_per_hour_most], [1.1, 1.1]);
  const odd = costOf("LoginNodes: {Pools: [{Name: p, InstanceType: x9.odd}]}");
  assert.deepEqual([odd.usd_per_hour_idle, odd.usd_per_hour_most], [null, null]);
  assert.deepEqual(odd.unknown_idle, ["no price is known of 1 login nodes x9.odd"]);
  assert.equal(costOf("LoginNodes: {Pools: [{Name: p, InstanceType: x9.odd, Count: 0}]}").usd_per_hour_idle, 0.5);
});

const resource = (sizes: string, type = "SPOT") =>
  `Scheduling: {SlurmQueues: [{Name: a, CapacityType: ${type}, ComputeResources: [{InstanceType: c7i.large, ${sizes}}]}]}`;
const login = (count: string) => `LoginNodes: {Pools: [{InstanceType: m7i.large, Count: ${count}}]}`;

/** What nobody can count: it is no number, below zero, without an end, or of another shape. */
const uncountable: readonly (readonly [lines: string, what: string, isAlways: boolean])[] = [
  [resource("MaxCount: many"), "Spot, at most ? nodes", false],
  [resource("MaxCount: ''"), "Spot, at most ? nodes", false],
  [resource("MaxCount: .inf", "ONDEMAND"), "on demand, at most ? nodes", false],
  [resource("MinCount: -1", "ONDEMAND"), "static nodes on demand: ?", true],
  [resource("MinCount: [2]"), "static Spot nodes: ?", true],
  [login("-2"), "login nodes m7i.large", true],
  [login("two"), "login nodes m7i.large", true],
  ["SharedStorage: [{StorageType: FsxLustre, FsxLustreSettings: {StorageCapacity: -1200}}]", "FSx SCRATCH_2", true],
  ["SharedStorage: [{StorageType: FsxLustre, FsxLustreSettings: {StorageCapacity: 1.2 TiB}}]", "FSx SCRATCH_2", true],
];

for (const [lines, what, isAlways] of uncountable) {
  Deno.test(`a number that is none makes the total a question mark and says why: ${lines}`, () => {
    const cost = costOf(lines);
    const reasons = isAlways ? cost.unknown_idle : cost.unknown_most;
    assert.deepEqual(reasons.filter((each) => each.startsWith(`${what}: `)).length, 1, String(reasons));
    assert.match(reasons[0], /: (their number|its size) does not stand in the template$/);
    assert.deepEqual([cost.usd_per_hour_idle, cost.usd_per_hour_most], [isAlways ? null : 0.5, null]);
    assert.doesNotMatch(JSON.stringify(cost), /NaN|Infinity/);
  });
}

Deno.test("AWS Batch with sizes that are no numbers is a question mark", () => {
  const cost = costOf("Scheduling: {AwsBatchQueues: [{ComputeResources: [{MinvCpus: some, MaxvCpus: many}]}]}");
  assert.match(cost.unknown_idle[0], /^AWS Batch, always \? vCPUs: /);
  assert.match(cost.unknown_most[0], /^AWS Batch, at most \? vCPUs: /);
});

Deno.test("what a merge key brings in is counted, as ParallelCluster reads it", () => {
  const queues = (merged: string) =>
    costOf(
      "Scheduling:",
      "  SlurmQueues:",
      "    - Name: a",
      "      ComputeResources:",
      "        - &base {Name: r, InstanceType: c7i.large, MinCount: 2, MaxCount: 2}",
      "        - &other {Name: s, InstanceType: m7i.large, MaxCount: 1}",
      `        - {Name: t, ${merged}}`,
    );
  assert.equal(queues("<<: *base, MaxCount: 3").usd_per_hour_idle, 0.9);
  assert.equal(queues("<<: [*other, *base]").usd_per_hour_most, 1.6);
  assert.equal(queues("MinCount: 0, <<: *base").usd_per_hour_idle, 0.7);
});

Deno.test("AWS Batch: what may run is unknown, and so is what always runs", () => {
  const batch = (sizes: string) =>
    costOf(
      "Scheduling:",
      `  AwsBatchQueues: [{ComputeResources: [{InstanceTypes: [optimal], MaxvCpus: 64, ${sizes}}]}]`,
    );
  const idle = batch("MinvCpus: 0, DesiredvCpus: 0");
  assert.deepEqual([idle.usd_per_hour_idle, idle.usd_per_hour_most], [0.5, null]);
  assert.deepEqual(idle.unknown_most, ["AWS Batch, at most 64 vCPUs: it chooses the instances itself"]);
  for (const sizes of ["MinvCpus: 8", "DesiredvCpus: 8"]) {
    assert.deepEqual(batch(sizes).unknown_idle, ["AWS Batch, always 8 vCPUs: it chooses the instances itself"]);
  }
});
