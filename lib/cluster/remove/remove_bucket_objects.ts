import { explainAwsError } from "../../aws/aws_error.ts";
import {
  objectVersions,
  objectVersionsActions,
  removeVersions,
  type Version,
} from "../../aws/pcluster/object_versions.ts";
import { clusterFolderOf, ownerOfFolder, pclusterBucket } from "../../aws/pcluster/pcluster_bucket.ts";
import { type RegionStacks, regionStacks } from "../../aws/pcluster/region_stacks.ts";
import type { AwsDeps } from "../../aws/resource.ts";
import { stateLine } from "../../host/events/state_line.ts";
import type { Emit } from "../../host/events/events.ts";
import type { ClusterPlace } from "../known/remember_cluster.ts";
import type { Item } from "./plan_deletion.ts";

/**
 * Removes what ParallelCluster had put into its bucket for a cluster that is gone. Its stack does that itself when it goes; this is for
 * what it has left.
 *
 * @returns what could not be removed
 */
export async function removeBucketObjects(
  deps: AwsDeps & { readonly emit: Emit },
  place: ClusterPlace,
): Promise<readonly Item[]> {
  const { aws, emit, signal } = deps;
  const bucket = await pclusterBucket(place.account, place.region);
  const title = `objects of cluster ${place.cluster} in s3://${bucket}`;
  try {
    const inFolders = (await objectVersions(aws, bucket, "parallelcluster/") ?? []).filter(isInFolder);
    if (inFolders.length === 0) return [];
    const own = ownObjects(inFolders, await regionStacks(aws), place.cluster);
    if (own.length === 0) return [];
    signal.throwIfAborted();
    const about = { subject: title, state: "being deleted" };
    emit({ code: "resource.removing", level: "info", message: stateLine(about), data: about });
    await removeVersions(aws, bucket, own);
    return [];
  } catch (error) {
    signal.throwIfAborted();
    const { message: why } = explainAwsError(error, `removing ${title}`, actions);
    return [{ kind: "bucket-objects", name: `s3://${bucket}`, why }];
  }
}

const actions = [...objectVersionsActions, "cloudformation:DescribeStacks"];

const isInFolder = ({ key }: Version) => clusterFolderOf(key) !== undefined;

/** A cluster of the same name that somebody has begun meanwhile needs what is there. */
function ownObjects(objects: readonly Version[], stacks: RegionStacks, cluster: string): readonly Version[] {
  if (stacks.clusters.some((stack) => stack.cluster === cluster)) return [];
  return objects.filter(({ key }) => ownerOfFolder(stacks, cluster, clusterFolderOf(key)?.folder ?? "") === cluster);
}
