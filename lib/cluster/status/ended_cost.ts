import { isAtWork } from "../../aws/pcluster/cluster_nodes.ts";
import { currentSpotPrices } from "../../aws/questions/spot_prices.ts";
import { type Queue, shapeOfFile } from "../../cluster_file/cluster_shape.ts";
import { readClusterFile } from "../../cluster_file/template_problem.ts";
import type { EndedCost } from "../../cost/accrued_cost.ts";
import { tableInstancePrice } from "../../cost/fallback_prices.ts";
import type { StateRecord } from "../../state/state_record.ts";
import type { CreateDeps } from "../create_deps.ts";
import { recordedFile } from "../known/recorded_file.ts";
import { type EndedWork, endedWork } from "./ended_work.ts";
import type { JobRecords } from "./job_records.ts";
import { asKnown } from "./known.ts";
import type { RegionFacts } from "./read_region.ts";

type Deps = Pick<CreateDeps, "files" | "signal">;

type About = {
  readonly facts: Pick<RegionFacts, "aws" | "nodes">;
  readonly cluster: string;
  /** What is recorded of the cluster, oldest first. */
  readonly records: readonly StateRecord[];
};

/**
 * What nodes have cost that worked and are gone, at least: each at the price of the cheapest instance type that its compute resource
 * may have. Nothing is asked where no such work is known.
 */
export async function endedCost(
  deps: Deps,
  about: About,
  { work, unread, isCut }: JobRecords,
  { from, to }: { readonly from: Date; readonly to: Date },
): Promise<EndedCost> {
  const { nodes } = about.facts;
  const own = nodes.is === "known" ? nodes.value.filter(({ cluster }) => cluster === about.cluster) : [];
  const ended = endedWork(work, own.filter(isAtWork), { from: from.getTime(), to: to.getTime() });
  const price = await pricesOf(deps, about, ended, to);
  const priced = ended.map((each) => ({ ...each, usd: price(each) }));
  const unpriced = priced.filter(({ usd }) => usd === undefined).map(({ queue, resource }) => `${queue}/${resource}`);
  return {
    usd: priced.reduce((sum, { hours, usd = 0 }) => sum + hours * usd, 0),
    uncounted: [
      ...unpriced.map((what) => what === "/" ? "nodes of ended jobs" : `nodes of ended jobs in ${what}`),
      ...(unread === 0 ? [] : ["job records that cannot be read"]),
      ...(isCut ? ["the job records beyond the newest ones"] : []),
    ],
  };
}

type PriceOf = (work: EndedWork) => number | undefined;

/** Zone and subnet of a cluster are those of its record: who has given a queue other ones knows its prices alone. */
async function pricesOf(deps: Deps, about: About, ended: readonly EndedWork[], now: Date): Promise<PriceOf> {
  const { aws } = about.facts;
  const made = ended.length === 0 ? undefined : await recordedFile(deps.files, about.records);
  if (made === undefined) return () => undefined;
  const { text, record: { private_subnet_id: subnet, region_az: zone } } = made;
  const queues = shapeOfFile(readClusterFile(text))?.queues ?? [];
  const resources = ended.flatMap((work) => resourceIn(queues, work) ?? []);
  const onSpot = resources.filter(({ onSpot, subnets }) => onSpot && isIn(subnets, subnet));
  const types = onSpot.flatMap(({ types }) => types);
  const prices = currentSpotPrices(aws, { zone, types, now });
  const spot = await asKnown(deps.signal, `reading the Spot prices of ${zone}`, prices);
  return (work) => {
    const resource = resourceIn(queues, work);
    if (resource === undefined) return undefined;
    if (!resource.onSpot) return cheapest(resource.types.map((type) => tableInstancePrice(aws.region, type)));
    if (spot.is === "unknown" || !onSpot.some(({ key }) => key === resource.key)) return undefined;
    // What has no price in a zone is not sold there.
    return cheapest(resource.types.flatMap((type) => spot.value.get(type) ?? []));
  };
}

const isIn = (subnets: readonly string[], subnet: string) => subnets.length > 0 && subnets.every((id) => id === subnet);

/** The compute resource that some work was done in, if the cluster file has it. */
function resourceIn(queues: readonly Queue[], { queue, resource }: EndedWork) {
  const of = queues.find(({ name }) => name === queue);
  const nodes = of?.nodes.find(({ name }) => name === resource);
  return of && nodes && { key: `${queue}/${resource}`, onSpot: of.onSpot, subnets: of.subnets, types: nodes.types };
}

/** Nothing when one is unknown: it may be the cheapest. */
function cheapest(prices: readonly (number | undefined)[]): number | undefined {
  const least = Math.min(...prices.map((price) => price ?? -Infinity));
  return Number.isFinite(least) ? least : undefined;
}
