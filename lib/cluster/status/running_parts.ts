import { type ClusterNode, isRunning } from "../../aws/pcluster/cluster_nodes.ts";
import type { RegionFileSystem } from "../../aws/pcluster/region_file_systems.ts";
import type { RunningNatGateway } from "../../aws/questions/network/nat_gateways.ts";
import type { RunningPart } from "../../cost/accrued_cost.ts";
import {
  addressPrice,
  tableInstancePrice,
  tableNatGatewayPrice,
  tableScratchStoragePrice,
} from "../../cost/fallback_prices.ts";
import type { RegionPrices } from "./read_region.ts";

/** What of a region belongs to one cluster. The gateways of its network are shared, and it would not run without. */
export type ClusterParts = {
  readonly nodes: readonly ClusterNode[];
  readonly fileSystems: readonly RegionFileSystem[];
  readonly gateways: readonly RunningNatGateway[];
};

/** AWS bills storage by the month of 730 hours. */
const hoursOfMonth = 730;

/**
 * What a cluster keeps running and for how much: head node, file systems, NAT gateways and addresses since its creation, other nodes
 * since their launch.
 */
export function runningParts(
  { nodes, fileSystems, gateways }: ClusterParts,
  { region, created, prices }: { readonly region: string; readonly created: Date; readonly prices: RegionPrices },
): readonly RunningPart[] {
  const [list] = prices.lists.values();
  const running = nodes.filter(isRunning);
  const storage = list?.scratchStorage?.usd ?? tableScratchStoragePrice(region);
  return [
    ...running.map((node) => ({
      what: `${node.isHeadNode ? "head node" : "compute node"} ${node.id}, ${node.type}${
        node.isOnSpot ? " on Spot" : ""
      }`,
      usd_per_hour: nodePrice(region, node, prices),
      since: node.isHeadNode ? created : node.launched ?? created,
    })),
    ...running.filter(({ address }) => address !== "").map(({ address, isHeadNode, launched }) => ({
      what: `address ${address}`,
      usd_per_hour: addressPrice,
      since: isHeadNode ? created : launched ?? created,
    })),
    ...fileSystems.map(({ id, capacity, deployment }) => ({
      what: `file system ${id}${deployment === "" ? "" : `, ${deployment}`}`,
      usd_per_hour: deployment.startsWith("SCRATCH") && storage !== undefined
        ? capacity * storage / hoursOfMonth
        : null,
      since: created,
    })),
    ...gateways.flatMap(({ id, addresses }) => [
      { what: `NAT gateway ${id}`, usd_per_hour: tableNatGatewayPrice(region) ?? null, since: created },
      { what: `addresses of ${id}`, usd_per_hour: addresses * addressPrice, since: created },
    ]),
  ];
}

function nodePrice(region: string, { type, zone, isOnSpot, isHeadNode }: ClusterNode, prices: RegionPrices) {
  if (isOnSpot) {
    const spot = prices.spot.get(zone);
    return spot?.is === "known" ? spot.value.get(type) ?? null : null;
  }
  const listed = isHeadNode ? prices.lists.get(type)?.headNode?.usd : undefined;
  return listed ?? tableInstancePrice(region, type) ?? null;
}
