import { clusterTag, tagValue } from "../../pcluster/cluster_tag.ts";
import type { Aws } from "../../session.ts";

/** A file system of a cluster. */
export type ClusterFileSystem = {
  readonly id: string;
  readonly isLustre: boolean;
  /** GiB. */
  readonly capacity: number;
  /** `s3://…`, where the whole of a Lustre file system is exported to; "" where associations say that, or nothing does. */
  readonly exportPath: string;
};

/** The file systems whose tag names exactly this cluster. */
export async function clusterFileSystems(aws: Aws, cluster: string): Promise<readonly ClusterFileSystem[]> {
  const { paginateDescribeFileSystems } = await import("@aws-sdk/client-fsx");
  const own: ClusterFileSystem[] = [];
  for await (const { FileSystems = [] } of paginateDescribeFileSystems({ client: await aws.fsx() }, {})) {
    for (
      const { FileSystemId: id = "", FileSystemType, StorageCapacity, LustreConfiguration, Tags = [] } of FileSystems
    ) {
      if (tagValue(Tags, clusterTag) !== cluster) continue;
      own.push({
        id,
        isLustre: FileSystemType === "LUSTRE",
        capacity: StorageCapacity ?? 0,
        exportPath: LustreConfiguration?.DataRepositoryConfiguration?.ExportPath ?? "",
      });
    }
  }
  return own;
}
