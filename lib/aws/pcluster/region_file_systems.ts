import type { Aws } from "../session.ts";
import { taggedCluster } from "./cluster_tag.ts";

/** A file system that a cluster has made. */
export type RegionFileSystem = {
  readonly cluster: string;
  readonly id: string;
  /** GiB. */
  readonly capacity: number;
  /** For example `SCRATCH_2`; "" for what is no Lustre. */
  readonly deployment: string;
};

/** The file systems of all clusters of the region. */
export async function regionFileSystems(aws: Aws): Promise<readonly RegionFileSystem[]> {
  const { paginateDescribeFileSystems } = await import("@aws-sdk/client-fsx");
  const found: RegionFileSystem[] = [];
  for await (const { FileSystems = [] } of paginateDescribeFileSystems({ client: await aws.fsx() }, {})) {
    for (const { FileSystemId: id = "", StorageCapacity: capacity = 0, LustreConfiguration, Tags } of FileSystems) {
      const cluster = taggedCluster(Tags, undefined);
      const deployment = LustreConfiguration?.DeploymentType ?? "";
      if (cluster !== undefined) found.push({ cluster, id, capacity, deployment });
    }
  }
  return found;
}
