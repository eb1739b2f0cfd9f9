import type { RunningPart } from "../../cost/accrued_cost.ts";
import type { ClusterPlace } from "../known/remember_cluster.ts";
import { type Known, known, unknown } from "./known.ts";
import type { RegionFacts, RegionPrices } from "./read_region.ts";
import { runningParts } from "./running_parts.ts";

/** What of a region one cluster keeps running, and for how much. */
export async function costParts(
  { nodes, fileSystems, gateways }: RegionFacts,
  { region, cluster }: Pick<ClusterPlace, "region" | "cluster">,
  created: Date | undefined,
  prices: Promise<RegionPrices> | undefined,
): Promise<Known<readonly RunningPart[]>> {
  if (nodes.is === "unknown") return nodes;
  if (fileSystems.is === "unknown") return fileSystems;
  if (gateways.is === "unknown") return gateways;
  if (created === undefined || prices === undefined) return unknown("its stack does not say when it was begun");
  const own = nodes.value.filter((node) => node.cluster === cluster);
  const parts = {
    nodes: own,
    fileSystems: fileSystems.value.filter((one) => one.cluster === cluster),
    gateways: gateways.value.filter(({ vpc }) => own.some((node) => node.vpc === vpc)),
  };
  return known(runningParts(parts, { region, created, prices: await prices }));
}
