/** The tag that ParallelCluster puts on everything that belongs to a cluster; nested stacks carry it too. */
export const clusterTag = "parallelcluster:cluster-name";

type Tag = { readonly Key?: string; readonly Value?: string };

/** The filter of EC2 that lets pass only what bears the tag, with the cluster's name where one is wanted. */
export function clusterFilter(cluster: string | undefined) {
  return cluster === undefined
    ? { Name: "tag-key", Values: [clusterTag] }
    : { Name: `tag:${clusterTag}`, Values: [cluster] };
}

/**
 * The cluster that tags name, when it is a wanted one. It is compared here in any case: a filter of a service may take blanks and
 * stars for something else.
 */
export function taggedCluster(tags: readonly Tag[] | undefined, wanted: string | undefined): string | undefined {
  const found = tagValue(tags, clusterTag);
  return found === undefined || found === "" || (wanted !== undefined && found !== wanted) ? undefined : found;
}

export function tagValue(tags: readonly Tag[] | undefined, key: string): string | undefined {
  return tags?.find(({ Key }) => Key === key)?.Value;
}

/** The reason, as people read it. */
export function becauseTagged(cluster: string): string {
  return `tagged ${clusterTag}=${cluster}`;
}
