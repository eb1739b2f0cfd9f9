import { counted } from "../../text/counted.ts";
import type { Machine } from "../state/machines.ts";
import { addressPerHour, diskPerHour, hoursPerMonth, type Plan } from "./plan_nodes.ts";

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

/** What nodes cost that stand, each with its disk and its address. */
export function costOfMachines(machines: readonly Pick<Machine, "price_per_hour">[], storageGb: number): Cost {
  const other = addressPerHour + diskPerHour(storageGb);
  return {
    perHour: machines.reduce((sum, { price_per_hour }) => sum + (price_per_hour ?? 0) + other, 0),
    unpriced: machines.filter(({ price_per_hour }) => price_per_hour === null).length,
  };
}
