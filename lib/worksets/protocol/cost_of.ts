import type { Journal } from "./journal.ts";

/** What a workset has cost at least; without an amount nobody knows, and `why` says why. */
export type CostTold = {
  readonly usd: number | undefined;
  readonly uncounted: readonly string[];
  readonly why: string;
};

/** For people; what nobody knows is said so. */
export function costText({ usd, uncounted }: CostTold): string {
  if (usd === undefined) return "unknown";
  return `≥ ${usd.toFixed(2)} USD${uncounted.length === 0 ? "" : ` and ${uncounted.length} of unknown price`}`;
}

/** Rounded down to cents: it says the least. */
export function costOf({ cost, cluster }: Pick<Journal, "cost" | "cluster">): CostTold {
  if (cost === undefined) {
    const why = cluster === undefined ? "it has had no cluster yet" : "its cluster was not looked at yet";
    return { usd: undefined, uncounted: [], why };
  }
  const sums = Object.values(cost.parts);
  const total = sums.reduce((sum, usd) => sum + usd, cost.ended ?? 0);
  return {
    usd: sums.length === 0 ? undefined : Math.floor(total * 100 + 1e-6) / 100,
    uncounted: cost.uncounted,
    why: sums.length === 0 ? cost.why ?? "no price is known for its running resources" : "",
  };
}
