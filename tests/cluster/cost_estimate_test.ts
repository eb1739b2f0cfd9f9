import assert from "node:assert/strict";
import { type Cost, estimateCost } from "../../lib/cost/cost_estimate.ts";
import type { CostPrices } from "../../lib/cost/cost_prices.ts";
import { costShape } from "../../lib/cost/cost_shape.ts";
import { instanceTypes } from "../../lib/cluster_file/spot_pricing.ts";
import { settingsOf, shippedTemplate } from "./rendering.ts";

const price = (usd: number) => ({ usd, source: "table", date: "2026-01" }) as const;
const prices: CostPrices = { headNode: price(0.5), scratchStorage: price(0.146), natGateway: price(0.045) };
const today = "2026-03-04";

/** Every type costs one dollar on Spot, so that every bound is 5.14. */
async function dollar(): Promise<ReadonlyMap<string, number>> {
  return new Map(instanceTypes(await shippedTemplate()).map((type) => [type, 1]));
}

const usdOf = ({ items }: Cost) => items.map(({ usd_per_hour }) => usd_per_hour);

Deno.test("decision 3.35: head node, file system, NAT gateway and Spot nodes of the shipped template, item by item", async () => {
  const spotPrices = await dollar();
  const settings = settingsOf({ max_count_8I: "2", max_count_128I: "3", max_count_192I: "0", fsx_fs_size: "7200" });
  const shape = costShape(await shippedTemplate(), settings, spotPrices);
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
  const shape = costShape(await shippedTemplate(), settingsOf(), await dollar());
  const cost = estimateCost({ shape, prices, spotPrices: await dollar(), networkExists: true, today });
  assert.deepEqual([cost.items[2].usd_per_hour, cost.items[2].note], [0, "shared, runs for 0.045"]);
  assert.equal(cost.usd_per_hour_idle, 1.46);
});

Deno.test("decision 3.35: what nobody knows is null, and so is every total with it", async () => {
  const shape = costShape(await shippedTemplate(), settingsOf(), await dollar());
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
  const shape = costShape(template, settingsOf(), spotPrices);
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
  assert.equal(costShape("Scheduling: [", settingsOf(), new Map()), undefined);
  const { items } = estimateCost({ shape: undefined, prices, spotPrices: new Map(), networkExists: false, today });
  assert.deepEqual(items.map(({ usd_per_hour: usd }) => usd), [null, null, 0.045, null]);
});
