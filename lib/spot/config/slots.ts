import type { RegionEntry } from "./spot_config.ts";

/** How many nodes each region gets, in the order of the file. */
export type Slots = ReadonlyMap<string, number>;

type Counted = Pick<RegionEntry, "region" | "count">;

/**
 * Distributes the nodes: regions with a number get it, the rest goes evenly over the others, the first of them one more where it does
 * not come out even. Without a total each of the others gets one. A region may get none.
 */
export function distributeSlots(total: number | undefined, regions: readonly Counted[]): Slots {
  const fixed = regions.reduce((sum, { count }) => sum + (count === "auto" ? 0 : count), 0);
  const open = regions.filter(({ count }) => count === "auto");
  const rest = total === undefined ? open.length : Math.max(0, total - fixed);
  const share = (place: number) => Math.floor(rest / open.length) + (place < rest % open.length ? 1 : 0);
  return new Map(
    regions.map((entry) => [entry.region, entry.count === "auto" ? share(open.indexOf(entry)) : entry.count]),
  );
}
