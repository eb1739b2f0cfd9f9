import type { ComputeNodes, CostShape } from "./cost_shape.ts";
import type { CostPrices, Price } from "./cost_prices.ts";

/** One line of the estimate. */
export type CostItem = {
  readonly what: string;
  /** Null: nobody knows. */
  readonly usd_per_hour: number | null;
  readonly source: Price["source"] | "Spot bound" | "";
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
};

export type CostFacts = {
  readonly shape: CostShape | undefined;
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
 * The cost of a cluster per hour, item by item. What the network costs that is already there is shown and not counted: it runs
 * with and without this cluster.
 *
 * @see decision 3.35
 */
export function estimateCost(facts: CostFacts): Cost {
  const { shape, prices } = facts;
  const idle = [
    item(`head node ${shape?.headNode ?? ""}`.trim(), shape && prices.headNode?.usd, prices.headNode),
    ...fileSystems(facts),
    natGateway(facts),
  ];
  const compute = [spotNodes(facts), ...otherNodes(facts)];
  return {
    items: [...idle, ...compute],
    usd_per_hour_idle: sum(idle),
    usd_per_hour_most: sum([...idle, ...compute]),
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

function fileSystems({ shape, prices: { scratchStorage: price } }: CostFacts): readonly CostItem[] {
  if (shape === undefined) return [item("file system", null, null)];
  return shape.fileSystems.map(({ gib, deployment }) => {
    const isScratch = deployment.startsWith("SCRATCH");
    const usd = isScratch && price ? gib * price.usd / hoursOfMonth : null;
    return item(`FSx ${gib} GiB ${deployment}`, usd, price);
  });
}

function natGateway({ networkExists, prices: { natGateway: price } }: CostFacts): CostItem {
  if (!networkExists) return item("NAT gateway", price?.usd, price, "stays with the network");
  const note = price === null ? "shared, runs already" : `shared, runs for ${round(price.usd)}`;
  return item("NAT gateway", 0, price, note);
}

function spotNodes({ shape, spotPrices, today }: CostFacts): CostItem {
  if (shape === undefined) return item("Spot nodes", null, null);
  const nodes = shape.nodes.filter(({ bound }) => bound !== undefined);
  const count = nodes.reduce((total, { most }) => total + most, 0);
  const now = nodes.reduce((total, each) => total + each.most * highestPrice(each, spotPrices), 0);
  const note = Number.isFinite(now) ? `now ${round(now)}` : "";
  const usd = nodes.reduce((total, { most, bound }) => total + most * (bound ?? NaN), 0);
  return { ...item(`Spot, at most ${count} nodes`, usd, null, note), source: "Spot bound", date: today };
}

/** Whatever of its types a compute resource gets. NaN when the price of one is unknown. */
function highestPrice({ types }: ComputeNodes, prices: ReadonlyMap<string, number>): number {
  return Math.max(...types.map((type) => prices.get(type) ?? NaN));
}

/** A template of one's own may have queues that are not on Spot. */
function otherNodes({ shape }: CostFacts): readonly CostItem[] {
  const count = (shape?.nodes ?? []).filter(({ bound }) => bound === undefined)
    .reduce((total, { most }) => total + most, 0);
  return count === 0 ? [] : [item(`on demand, at most ${count} nodes`, null, null)];
}

function sum(items: readonly CostItem[]): number | null {
  const total = items.reduce((before, { usd_per_hour: usd }) => before + (usd ?? NaN), 0);
  return Number.isFinite(total) ? round(total) : null;
}

/** To a hundredth of a cent. */
function round(usd: number): number {
  return Math.round(usd * 10_000) / 10_000;
}
