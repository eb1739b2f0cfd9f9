import { instancePrice } from "../../aws/questions/list_prices.ts";
import type { SpotTaskDeps } from "../spot_task_deps.ts";

/** USD per hour on demand, by `typeIn`. What the price list does not say is absent: it is never guessed. */
export type OnDemandPrices = ReadonlyMap<string, number>;

export function typeIn(region: string, type: string): string {
  return `${type} ${region}`;
}

/** Asks the price list for types of some regions, all at once; a list that does not answer in time knows none. */
export async function onDemandPrices(
  deps: Pick<SpotTaskDeps, "aws" | "clock" | "emit" | "signal">,
  wanted: readonly { readonly region: string; readonly types: readonly string[] }[],
): Promise<OnDemandPrices> {
  const found = new Map<string, number>();
  await Promise.all(wanted.flatMap(({ region, types }) =>
    types.map(async (type) => {
      try {
        const price = await instancePrice(deps, { region, type });
        if (price !== undefined) found.set(typeIn(region, type), price.usd);
      } catch (error) {
        deps.signal.throwIfAborted();
        const message = `no list price of ${type} in ${region}: ${error}`;
        deps.emit({ code: "price.list_unavailable", level: "debug", message });
      }
    })
  ));
  return found;
}
