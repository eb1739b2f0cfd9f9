import { type ClusterNode, clusterNodes } from "../../aws/pcluster/cluster_nodes.ts";
import { type RegionFileSystem, regionFileSystems } from "../../aws/pcluster/region_file_systems.ts";
import { type ClusterStack, regionStacks } from "../../aws/pcluster/region_stacks.ts";
import { type RunningNatGateway, runningNatGateways } from "../../aws/questions/network/nat_gateways.ts";
import { currentSpotPrices } from "../../aws/questions/spot_prices.ts";
import type { Aws } from "../../aws/session.ts";
import { type CostPrices, costPrices } from "../../cost/cost_prices.ts";
import type { CreateDeps } from "../create_deps.ts";
import { asKnown, type Known } from "./known.ts";

/** What stands in a region, read in one round; what cannot be read hides nothing else. */
export type RegionFacts = {
  readonly aws: Aws;
  readonly stacks: Known<readonly ClusterStack[]>;
  readonly nodes: Known<readonly ClusterNode[]>;
  readonly fileSystems: Known<readonly RegionFileSystem[]>;
  readonly gateways: Known<readonly RunningNatGateway[]>;
};

type Deps = Pick<CreateDeps, "aws" | "clock" | "emit" | "signal">;

export async function readRegion({ aws: anywhere, signal }: Deps, region: string): Promise<RegionFacts> {
  const aws = anywhere.in(region);
  const of = <T>(what: string, work: Promise<T>) => asKnown(signal, `reading ${what} of ${region}`, work);
  const [stacks, nodes, fileSystems, gateways] = await Promise.all([
    of("the stacks", regionStacks(aws).then(({ clusters }) => clusters)),
    of("the instances", clusterNodes(aws)),
    of("the file systems", regionFileSystems(aws)),
    of("the NAT gateways", runningNatGateways(aws)),
  ]);
  return { aws, stacks, nodes, fileSystems, gateways };
}

/** Prices of what runs in a region. */
export type RegionPrices = {
  /** By type of head node. */
  readonly lists: ReadonlyMap<string, CostPrices>;
  /** USD per hour now, by zone and type. */
  readonly spot: ReadonlyMap<string, Known<ReadonlyMap<string, number>>>;
};

/** The prices of all that runs on demand or on Spot, in one round. */
export async function readPrices(deps: Deps, { aws, nodes }: RegionFacts): Promise<RegionPrices> {
  const running = nodes.is === "known" ? nodes.value : [];
  const demand = [...new Set(running.filter(({ isOnSpot }) => !isOnSpot).map(({ type }) => type))];
  const onSpot = Map.groupBy(running.filter(({ isOnSpot }) => isOnSpot), ({ zone }) => zone);
  const heads = [...new Set(running.filter(({ isHeadNode }) => isHeadNode).map(({ type }) => type))];
  const now = deps.clock.now();
  const [lists, spot] = await Promise.all([
    Promise.all(heads.map(async (type) => [type, await costPrices({ ...deps, aws }, type, demand)] as const)),
    Promise.all([...onSpot].map(async ([zone, group]) => {
      const types = group.map(({ type }) => type);
      const prices = currentSpotPrices(aws, { zone, types, now });
      return [zone, await asKnown(deps.signal, `reading the Spot prices of ${zone}`, prices)] as const;
    })),
  ]);
  return { lists: new Map(lists), spot: new Map(spot) };
}
