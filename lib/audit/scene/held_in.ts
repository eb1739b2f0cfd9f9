import { tagValue } from "../../aws/pcluster/cluster_tag.ts";
import type { Scene } from "./lister.ts";
import { stackOf } from "../../aws/pcluster/region_stacks.ts";

type Tag = { readonly Key?: string; readonly Value?: string };

/**
 * The region in which a cluster of that name stands that something of the whole account may belong to. Names and tags of roles and
 * policies do not tell the region; only what CloudFormation itself may have tagged does.
 *
 * @returns nothing when it can only belong to this region's
 */
export async function heldIn(scene: Scene, cluster: string, tags: readonly Tag[]): Promise<string | undefined> {
  const home = tagValue(tags, "aws:cloudformation:stack-id")?.split(":")[3];
  if (home === scene.aws.region) return undefined;
  if (stackOf(await scene.stacks(), cluster)?.phase === "stands") return undefined;
  const regions = await scene.elsewhere(cluster);
  return home === undefined ? regions[0] : regions.find((region) => region === home);
}
