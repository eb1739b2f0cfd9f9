import { distributeSlots } from "../config/slots.ts";
import type { SpotConfig } from "../config/spot_config.ts";
import type { DroppedRegion, JudgedRegion, UsableRegion } from "../facts/judge_region.ts";
import { type OnDemandPrices, typeIn } from "../facts/on_demand_prices.ts";
import { isUsable } from "./survey.ts";

/** What a node costs beside its compute, in USD per hour. */
export const addressPerHour = 0.005;
const diskPerGbMonth = 0.08;
export const hoursPerMonth = 730;

export function diskPerHour(gb: number): number {
  return gb * diskPerGbMonth / hoursPerMonth;
}

export type PlannedRegion = {
  readonly usable: UsableRegion;
  readonly slots: number;
  readonly onDemand: number;
  /** Whether its nodes may move to other regions. */
  readonly auto: boolean;
  /** USD per hour of one node's compute in the cheapest pool; nothing where the price is not known. */
  readonly usd: number | undefined;
  /** The same of a node on demand: EC2 takes the cheapest type. */
  readonly onDemandUsd: number | undefined;
};

export type Plan = {
  readonly regions: readonly PlannedRegion[];
  readonly dropped: readonly (DroppedRegion & { readonly slots: number })[];
  /** Nodes that are wanted in all, those of regions that are left out included. */
  readonly wanted: number;
  /**
   * USD per hour of all of it, at least: nodes whose price is not known add nothing, those on demand what they would cost on Spot, for
   * they cost no less. `unpriced`: how many nodes that are.
   */
  readonly perHour: number;
  readonly unpriced: number;
};

/**
 * Distributes the nodes over the regions that can hold them. What falls on a region that is left out goes to the others, unless the
 * configuration said a number for it or nothing may move.
 */
export function planNodes(
  config: SpotConfig,
  judged: readonly JudgedRegion[],
  { spill, prices = new Map() }: { readonly spill: boolean; readonly prices?: OnDemandPrices },
): Plan {
  const first = distributeSlots(config.total, config.regions);
  const usable = judged.filter(isUsable);
  const entries = config.regions.filter(({ region }) => judged.some((each) => each.region === region));
  const wanted = entries.reduce((sum, { region }) => sum + (first.get(region) ?? 0), 0);
  const isLost = (entry: { readonly region: string; readonly count: number | "auto" }) =>
    !usable.some(({ region }) => region === entry.region) && (entry.count !== "auto" || !spill);
  const lost = entries.filter(isLost).reduce((sum, { region }) => sum + (first.get(region) ?? 0), 0);
  const left = entries.filter(({ region }) => usable.some((each) => each.region === region));
  const slots = spill ? distributeSlots(wanted - lost, left) : first;
  let base = config.onDemandBase;
  const regions = left.map((entry): PlannedRegion => {
    const found = usable.find(({ region }) => region === entry.region);
    if (found === undefined) throw new Error(`${entry.region} is not usable`);
    const count = slots.get(entry.region) ?? 0;
    const onDemand = Math.min(count, base);
    base -= onDemand;
    const types = found.types.map((each) => ({ ...each, onDemandUsd: prices.get(typeIn(entry.region, each.type)) }));
    return {
      ...{ usable: { ...found, types }, slots: count, onDemand, auto: entry.count === "auto" },
      usd: cheapest(found.pools.map(({ usd }) => usd)),
      onDemandUsd: cheapest(types.map(({ onDemandUsd }) => onDemandUsd)),
    };
  });
  const dropped = judged.filter((each): each is DroppedRegion => each.is === "dropped").map((each) => {
    const entry = entries.find(({ region }) => region === each.region);
    return { ...each, slots: entry !== undefined && isLost(entry) ? first.get(each.region) ?? 0 : 0 };
  });
  return { regions, dropped, wanted, ...costOf(config, regions) };
}

/** What planned nodes cost, each with its disk and its address. */
export function costOf(
  { storageGb }: Pick<SpotConfig, "storageGb">,
  regions: readonly Pick<PlannedRegion, "slots" | "onDemand" | "usd" | "onDemandUsd">[],
): Pick<Plan, "perHour" | "unpriced"> {
  const other = addressPerHour + diskPerHour(storageGb);
  let [perHour, unpriced] = [0, 0];
  for (const { slots, onDemand, usd, onDemandUsd } of regions) {
    perHour += (slots - onDemand) * (usd ?? 0) + onDemand * (onDemandUsd ?? usd ?? 0) + slots * other;
    unpriced += (usd === undefined ? slots - onDemand : 0) + (onDemandUsd === undefined ? onDemand : 0);
  }
  return { perHour, unpriced };
}

function cheapest(prices: readonly (number | undefined)[]): number | undefined {
  const known = prices.flatMap((usd) => usd ?? []);
  return known.length === 0 ? undefined : Math.min(...known);
}
