import { isDenied } from "../../aws/aws_error.ts";
import { stackState } from "../../aws/questions/stack_status.ts";
import type { Aws } from "../../aws/session.ts";
import { clusterTag } from "../../aws/pcluster/cluster_tag.ts";

/** Those of the regions in which there is a stack of a cluster of that name, in whatever state. */
export async function regionsWithCluster(
  aws: Aws,
  regions: readonly string[],
  cluster: string,
): Promise<readonly string[]> {
  const found = await Promise.all(regions.map(async (region) => {
    const state = await stackState(aws.in(region), cluster).catch((error: unknown) => {
      // Where an organization lets nobody work, no cluster stands.
      if (isDenied(error) && /service control policy/.test(String(error))) return undefined;
      throw error;
    });
    return state?.tags.get(clusterTag) === cluster ? [region] : [];
  }));
  return found.flat();
}
