import type { Aws } from "../session.ts";

export const clusterFileSystemsActions = [
  "fsx:DescribeFileSystems",
  "fsx:DescribeDataRepositoryAssociations",
] as const;

/** A folder of a file system whose files have a place in S3: "" is the whole of it; neither ends with a slash. */
export type LinkedFolder = { readonly folder: string; readonly address: string };

export type ClusterFileSystem = { readonly id: string; readonly links: readonly LinkedFolder[] };

/**
 * The Lustre file systems of a cluster, by their tag, and where their files go when they are exported: the export path that was
 * given or chosen when they were made, or associations that were made later.
 */
export async function clusterFileSystems(aws: Aws, cluster: string): Promise<readonly ClusterFileSystem[]> {
  const { paginateDescribeFileSystems } = await import("@aws-sdk/client-fsx");
  const client = await aws.fsx();
  const found: ClusterFileSystem[] = [];
  for await (const { FileSystems = [] } of paginateDescribeFileSystems({ client }, {})) {
    for (const { FileSystemId: id = "", FileSystemType, LustreConfiguration, Tags = [] } of FileSystems) {
      const isOurs = Tags.some(({ Key, Value }) => Key === "parallelcluster:cluster-name" && Value === cluster);
      if (!isOurs || FileSystemType !== "LUSTRE") continue;
      const address = LustreConfiguration?.DataRepositoryConfiguration?.ExportPath;
      found.push({ id, links: address ? [{ folder: "", address: trimmed(address) }] : await associations(aws, id) });
    }
  }
  return found;
}

async function associations(aws: Aws, fileSystem: string): Promise<readonly LinkedFolder[]> {
  const { paginateDescribeDataRepositoryAssociations } = await import("@aws-sdk/client-fsx");
  const links: LinkedFolder[] = [];
  const pages = paginateDescribeDataRepositoryAssociations({ client: await aws.fsx() }, {
    Filters: [{ Name: "file-system-id", Values: [fileSystem] }],
  });
  for await (const { Associations = [] } of pages) {
    for (const { FileSystemPath = "", DataRepositoryPath, Lifecycle } of Associations) {
      if (DataRepositoryPath === undefined || Lifecycle === "DELETING") continue;
      links.push({ folder: trimmed(FileSystemPath), address: trimmed(DataRepositoryPath) });
    }
  }
  return links;
}

const trimmed = (path: string) => path.replace(/^\/+|\/+$/g, "");
