import { instancePrice, type ListPrice, scratchStoragePrice } from "../aws/questions/list_prices.ts";
import type { Aws } from "../aws/session.ts";
import type { Clock } from "../host/clock.ts";
import type { Emit } from "../host/events/events.ts";
import {
  costTableDate,
  tableInstancePrice,
  tableNatGatewayPrice,
  tableScratchStoragePrice,
} from "./fallback_prices.ts";

type CostDeps = { readonly aws: Aws; readonly clock: Clock; readonly emit: Emit; readonly signal: AbortSignal };

/** A price in USD with where it comes from and of which day or month it is. */
export type Price = { readonly usd: number; readonly source: "price list" | "table"; readonly date: string };

/** The prices of what a cluster keeps running; null where nobody knows one. */
export type CostPrices = {
  /** Per hour. */
  readonly headNode: Price | null;
  /** Per GiB and month. */
  readonly scratchStorage: Price | null;
  /** Per hour. */
  readonly natGateway: Price | null;
  /** Per hour, by instance type; a run of an earlier version has recorded none. */
  readonly others?: Readonly<Record<string, Price | null>>;
};

/**
 * Asks the price list once for each price that it may have, at most three seconds, and takes the table where it has no answer:
 * a plan is not worth an error.
 *
 * @param others instance types that run on demand beside the head node: for these only the table is read
 */
export async function costPrices(
  deps: CostDeps,
  headNode: string,
  others: readonly string[] = [],
): Promise<CostPrices> {
  const { aws: { region }, emit } = deps;
  const ask = async (what: string, answer: Promise<ListPrice | undefined>): Promise<Price | undefined> => {
    try {
      const found = await answer;
      return found && { ...found, source: "price list" };
    } catch (error) {
      emit({ code: "price.list_unavailable", level: "debug", message: `no list price of ${what}: ${error}` });
      return undefined;
    }
  };
  const [instance, storage] = await Promise.all([
    ask(headNode, instancePrice(deps, { region, type: headNode })),
    ask("scratch storage", scratchStoragePrice(deps, region)),
  ]);
  return {
    headNode: instance ?? fromTable(tableInstancePrice(region, headNode)),
    scratchStorage: storage ?? fromTable(tableScratchStoragePrice(region)),
    natGateway: fromTable(tableNatGatewayPrice(region)),
    others: Object.fromEntries(others.map((type) => [type, fromTable(tableInstancePrice(region, type))])),
  };
}

function fromTable(usd: number | undefined): Price | null {
  return usd === undefined ? null : { usd, source: "table", date: costTableDate };
}
