import type { Aws } from "../../session.ts";
import type { ClusterFileSystem } from "./cluster_file_systems.ts";

/** A folder of a file system whose files have a place in S3: "" is the whole of it; neither ends with a slash. */
export type LinkedFolder = { readonly folder: string; readonly address: string };

/**
 * Where the files of a Lustre file system go when they are exported: the export path that was given or chosen when it was made, or
 * associations that were made later.
 */
export async function linkedFolders(
  aws: Aws,
  { id, exportPath }: Pick<ClusterFileSystem, "id" | "exportPath">,
): Promise<readonly LinkedFolder[]> {
  if (exportPath !== "") return [{ folder: "", address: trimmed(exportPath) }];
  const { paginateDescribeDataRepositoryAssociations } = await import("@aws-sdk/client-fsx");
  const links: LinkedFolder[] = [];
  const pages = paginateDescribeDataRepositoryAssociations({ client: await aws.fsx() }, {
    Filters: [{ Name: "file-system-id", Values: [id] }],
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
