import { sha256 } from "../../host/sha256.ts";
import type { RegionStacks } from "./region_stacks.ts";

/** ParallelCluster's bucket in a region; it makes the name out of these two, and never takes the bucket away. */
export async function pclusterBucket(account: string, region: string): Promise<string> {
  return `parallelcluster-${(await sha256(account + region)).slice(0, 16)}-v1-do-not-delete`;
}

/** The folder of a cluster in that bucket, out of the key of an object in it; nothing for what serves no single cluster. */
export function clusterFolderOf(key: string): { readonly folder: string; readonly name: string } | undefined {
  const [folder, name] = /^parallelcluster\/[^/]+\/clusters\/([^/]+)-[a-z0-9]{16}\//.exec(key) ?? [];
  return folder === undefined || name === undefined ? undefined : { folder, name };
}

/** A cluster as its folder calls it: in small letters, and cut so that 16 made-up ones have room behind it. */
function nameInFolder(cluster: string): string {
  return cluster.toLowerCase().slice(0, 46);
}

/**
 * Whose a folder is: a standing stack names its own; else the folder's name tells it, as far as it goes.
 *
 * @param wanted the only cluster that counts; every one without it
 */
export function ownerOfFolder(
  { clusters }: RegionStacks,
  wanted: string | undefined,
  folder: string,
): string | undefined {
  const stack = clusters.find((one) => one.folder !== "" && `${one.folder}/` === folder);
  if (stack !== undefined) return (wanted ?? stack.cluster) === stack.cluster ? stack.cluster : undefined;
  const name = clusterFolderOf(folder)?.name;
  return wanted === undefined ? name : name === nameInFolder(wanted) ? wanted : undefined;
}
