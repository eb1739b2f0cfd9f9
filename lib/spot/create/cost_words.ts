import { counted } from "../../text/counted.ts";
import { hoursPerMonth, type Plan } from "./plan_nodes.ts";

type Cost = Pick<Plan, "perHour" | "unpriced">;

/**
 * What a plan costs, for people: `about` only where every price is known.
 *
 * @param parts what is in it, for example `, with disks`
 */
export function costWords({ perHour, unpriced }: Cost, parts = ""): string {
  const month = `$${(perHour * hoursPerMonth).toFixed(2)} per month`;
  return `${boundOf({ unpriced })} $${perHour.toFixed(4)} per hour, ${month}${parts}${unknownWords({ unpriced })}`;
}

export function boundOf({ unpriced }: Pick<Cost, "unpriced">): "about" | "at least" {
  return unpriced === 0 ? "about" : "at least";
}

export function unknownWords({ unpriced }: Pick<Cost, "unpriced">): string {
  return unpriced === 0 ? "" : `; the price of ${counted(unpriced, "node")} is not known`;
}
