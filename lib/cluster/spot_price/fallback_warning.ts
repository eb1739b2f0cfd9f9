import type { Warning } from "../../state/journal/facts.ts";

/** That for some instance types another price stands in, which makes the bids of their queues higher or lower unnoticed. */
export function fallbackWarning(zone: string, unpriced: readonly string[]): readonly Warning[] {
  if (unpriced.length === 0) return [];
  const message = `no Spot price in ${zone} for ${unpriced.join(", ")}; 5.55 USD an hour is used instead`;
  return [{ id: "price.fallback", message, step: "render" }];
}
