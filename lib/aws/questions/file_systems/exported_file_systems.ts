import type { DataRepositoryTask } from "@aws-sdk/client-fsx";
import type { Aws } from "../../session.ts";
import { clusterFileSystems } from "./cluster_file_systems.ts";

export const exportedFileSystemsActions = ["fsx:DescribeFileSystems", "fsx:DescribeDataRepositoryTasks"] as const;

/** A file system of a cluster, and what is known of its exports. */
export type ExportedFileSystem = {
  readonly id: string;
  /** GiB. */
  readonly capacity: number;
  /** The ids of exports that are under way. */
  readonly exporting: readonly string[];
  /** When the last successful export began, ISO 8601 in UTC: what was written after that is not in it. "" for none. */
  readonly exported: string;
};

/** The file systems of a cluster with their exports. FSx forgets exports after two weeks. */
export async function exportedFileSystems(aws: Aws, cluster: string): Promise<readonly ExportedFileSystem[]> {
  const own = await clusterFileSystems(aws, cluster);
  if (own.length === 0) return [];
  const exports = await exportsOf(aws, own.map(({ id }) => id));
  return own.map(({ id, capacity }) => {
    const its = exports.filter((each) => each.FileSystemId === id);
    const under = its.filter(({ Lifecycle }) => Lifecycle === "PENDING" || Lifecycle === "EXECUTING");
    const done = its.filter(({ Lifecycle }) => Lifecycle === "SUCCEEDED")
      .map(({ StartTime, CreationTime }) => (StartTime ?? CreationTime)?.toISOString() ?? "");
    return { id, capacity, exporting: under.map(({ TaskId = "" }) => TaskId), exported: done.sort().at(-1) ?? "" };
  });
}

async function exportsOf(aws: Aws, ids: readonly string[]): Promise<readonly DataRepositoryTask[]> {
  const { paginateDescribeDataRepositoryTasks } = await import("@aws-sdk/client-fsx");
  const input = { Filters: [{ Name: "file-system-id" as const, Values: [...ids] }] };
  const tasks: DataRepositoryTask[] = [];
  for await (const page of paginateDescribeDataRepositoryTasks({ client: await aws.fsx() }, input)) {
    tasks.push(...page.DataRepositoryTasks ?? []);
  }
  return tasks.filter(({ Type }) => Type === "EXPORT_TO_REPOSITORY");
}
