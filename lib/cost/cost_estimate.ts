import type { ClusterShape, ComputeNodes, FileSystem, Queue } from "../cluster_file/cluster_shape.ts";
import { spotBound } from "../cluster_file/spot_pricing.ts";
import type { CostPrices, Price } from "./cost_prices.ts";

/** One line of the estimate. */
export type CostItem = {
  readonly what: string;
  /** Null: nobody knows. */
  readonly usd_per_hour: number | null;
  readonly source: Price["source"] | "Spot" | "Spot bound" | "";
  /** A day or a month, as exact as the source is. */
  readonly date: string;
  readonly note: string;
};

/** What a cluster costs by the hour, estimated. A total without an unknown item is a number. */
export type Cost = {
  readonly items: readonly CostItem[];
  /** While no job runs. */
  readonly usd_per_hour_idle: number | null;
  /** With every node that may ever run, each at the most it may cost. */
  readonly usd_per_hour_most: number | null;
  /** What keeps the total while no job runs from being a number. */
  readonly unknown_idle: readonly string[];
  /** The same of the total at most. */
  readonly unknown_most: readonly string[];
};

export type CostFacts = {
  /** Nothing when the template cannot be read. */
  readonly shape: ClusterShape | undefined;
  readonly prices: CostPrices;
  /** USD per hour by instance type on Spot, now. */
  readonly spotPrices: ReadonlyMap<string, number>;
  readonly networkExists: boolean;
  /** `YYYY-MM-DD` */
  readonly today: string;
};

/** AWS bills storage by the month of 730 hours. */
const hoursOfMonth = 730;

/**
 * The cost of a cluster per hour, item by item. What stands already is shown and not counted, the network and file systems: it
 * runs with and without this cluster.
 */
export function estimateCost(facts: CostFacts): Cost {
  const { shape, prices } = facts;
  const always = [
    item(`head node ${shape?.headNode ?? ""}`.trim(), shape && prices.headNode?.usd, prices.headNode),
    ...loginNodes(facts),
    ...fileSystems(facts),
    natGateway(facts),
  ];
  // Among the nodes of the last list as well, there each at the most it may cost.
  const standing = [...staticNodes(facts), ...batchNodes(facts, "least")];
  const compute = [...spotNodes(facts), ...otherNodes(facts), ...batchNodes(facts, "most")];
  const [idle, most] = [[...always, ...standing], [...always, ...compute]];
  return {
    items: [...always, ...standing, ...compute],
    usd_per_hour_idle: sum(idle),
    usd_per_hour_most: sum(most),
    unknown_idle: unknown(idle),
    unknown_most: unknown(most),
  };
}

function item(what: string, usd: number | null | undefined, price: Price | null, note = ""): CostItem {
  const known = usd !== null && usd !== undefined && Number.isFinite(usd);
  return {
    what,
    usd_per_hour: known ? round(usd) : null,
    source: known && price ? price.source : "",
    date: known && price ? price.date : "",
    note,
  };
}

function loginNodes({ shape, prices }: CostFacts): readonly CostItem[] {
  return (shape?.loginNodes ?? []).filter(({ count }) => count !== 0).map(({ type, count }) => {
    const price = prices.others?.[type] ?? null;
    const many = Number.isFinite(count) ? `${count} ` : "";
    return item(`${many}login nodes ${type}`.trim(), price && count * price.usd, price, uncounted(count));
  });
}

function fileSystems({ shape, prices: { scratchStorage } }: CostFacts): readonly CostItem[] {
  if (shape === undefined) return [item("file system", null, null)];
  return shape.fileSystems.map((each) => fileSystem(each, scratchStorage));
}

function fileSystem(each: FileSystem, price: Price | null): CostItem {
  if (each.is === "existing") {
    return item(`file system ${each.id}`, 0, null, "exists, runs with and without the cluster");
  }
  if (each.is === "efs") return item("EFS", 0, null, "when empty; it costs by what is stored in it");
  const { gib, deployment } = each;
  if (!Number.isFinite(gib)) return item(`FSx ${deployment}`, null, null, "its size does not stand in the template");
  const isScratch = deployment.startsWith("SCRATCH");
  const usd = isScratch && price ? gib * price.usd / hoursOfMonth : null;
  return item(`FSx ${gib} GiB ${deployment}`, usd, price, isScratch ? "" : "only scratch storage has a known price");
}

function natGateway({ networkExists, prices: { natGateway: price } }: CostFacts): CostItem {
  if (!networkExists) return item("NAT gateway", price?.usd, price, "stays with the network");
  const note = price === null ? "shared, runs already" : `shared, runs for ${round(price.usd)}`;
  return item("NAT gateway", 0, price, note);
}

/** Nodes that run whether or not there is a job: on Spot for what they cost now. */
function staticNodes({ shape, spotPrices, prices, today }: CostFacts): readonly CostItem[] {
  const queues = shape?.queues ?? [];
  const of = (onSpot: boolean) =>
    queues.filter((queue) => queue.onSpot === onSpot).flatMap(({ nodes }) => nodes).filter(({ least }) => least !== 0);
  const [spot, demand] = [of(true), of(false)];
  const now = total(spot, "least", (nodes) => highest(nodes, (type) => spotPrices.get(type)));
  const many = count(spot, "least");
  const onSpot = item(`static Spot nodes: ${shown(many)}`, now, null, uncounted(many));
  return [
    ...spot.length === 0 ? [] : [sourced(onSpot, { source: "Spot", date: today })],
    ...demand.length === 0
      ? []
      : [onDemand(`static nodes on demand: ${shown(count(demand, "least"))}`, demand, "least", prices)],
  ];
}

function spotNodes({ shape, spotPrices, today }: CostFacts): readonly CostItem[] {
  if (shape === undefined) return [item("Spot nodes", null, null)];
  const queues = shape.queues.filter(isPriced);
  if (queues.length === 0 && shape.batch.length > 0) return [];
  const nodes = queues.flatMap((queue) => queue.nodes);
  const now = total(nodes, "most", (each) => highest(each, (type) => spotPrices.get(type)));
  const note = Number.isFinite(now) ? `now ${round(now)}` : uncounted(count(nodes, "most"));
  const bounds = new Map(queues.map((queue) => [queue, spotBound(typesOf(queue), spotPrices)]));
  const usd = queues.reduce((sum, queue) => sum + total(queue.nodes, "most", () => bounds.get(queue)), 0);
  const bound = item(`Spot, at most ${shown(count(nodes, "most"))} nodes`, usd, null, note);
  return [sourced(bound, { source: "Spot bound", date: today })];
}

/** Queues on Spot that name a type get a price. */
function isPriced(queue: Queue): boolean {
  return queue.onSpot && typesOf(queue).length > 0;
}

function typesOf({ nodes }: Queue): readonly string[] {
  return nodes.flatMap(({ types }) => types);
}

/** A template of one's own may have queues that are not on Spot. */
function otherNodes({ shape, prices }: CostFacts): readonly CostItem[] {
  const nodes = (shape?.queues ?? []).filter((queue) => !isPriced(queue)).flatMap((queue) => queue.nodes)
    .filter(({ most }) => most !== 0);
  return nodes.length === 0
    ? []
    : [onDemand(`on demand, at most ${shown(count(nodes, "most"))} nodes`, nodes, "most", prices)];
}

function onDemand(what: string, nodes: readonly ComputeNodes[], which: Which, { others = {} }: CostPrices): CostItem {
  const usd = total(nodes, which, (each) => highest(each, (type) => others[type]?.usd));
  const price = nodes.flatMap(({ types }) => types).map((type) => others[type]).find((each) => each != null) ?? null;
  return item(what, usd, price, uncounted(count(nodes, which)));
}

/** Batch chooses the instances itself. */
function batchNodes({ shape }: CostFacts, which: Which): readonly CostItem[] {
  const resources = (shape?.batch ?? []).filter((each) => each[which] !== 0);
  if (resources.length === 0) return [];
  const vcpus = resources.reduce((sum, each) => sum + each[which], 0);
  const what = which === "least"
    ? `AWS Batch, always ${shown(vcpus)} vCPUs`
    : `AWS Batch, at most ${shown(vcpus)} vCPUs`;
  return [item(what, null, null, "it chooses the instances itself")];
}

type Which = "least" | "most";

function count(nodes: readonly ComputeNodes[], which: Which): number {
  return nodes.reduce((sum, each) => sum + each[which], 0);
}

/** For people. */
function shown(count: number): string {
  return Number.isFinite(count) ? String(count) : "?";
}

function uncounted(count: number): string {
  return Number.isFinite(count) ? "" : "their number does not stand in the template";
}

/** NaN when one price is unknown. */
function total(nodes: readonly ComputeNodes[], which: Which, usd: (nodes: ComputeNodes) => number | undefined): number {
  return nodes.reduce((sum, each) => sum + each[which] * (usd(each) ?? NaN), 0);
}

/** Whatever of its types a compute resource gets. NaN when the price of one is unknown. */
function highest({ types }: ComputeNodes, usd: (type: string) => number | undefined): number {
  return types.length === 0 ? NaN : Math.max(...types.map((type) => usd(type) ?? NaN));
}

/** Of a price that comes from somewhere else than a list. */
function sourced(of: CostItem, from: Pick<CostItem, "source" | "date">): CostItem {
  return of.usd_per_hour === null ? of : { ...of, ...from };
}

function sum(items: readonly CostItem[]): number | null {
  const total = items.reduce((before, { usd_per_hour: usd }) => before + (usd ?? NaN), 0);
  return Number.isFinite(total) ? round(total) : null;
}

function unknown(items: readonly CostItem[]): readonly string[] {
  return items.filter(({ usd_per_hour: usd }) => usd === null).map(({ what, note }) =>
    note === "" ? `no price is known of ${what}` : `${what}: ${note}`
  );
}

/** To a hundredth of a cent. */
function round(usd: number): number {
  return Math.round(usd * 10_000) / 10_000;
}
