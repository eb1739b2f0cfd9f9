import type { Files } from "../../host/files.ts";
import type { StateRecord } from "../../state/state_record.ts";

/** The cluster file that a cluster was made from, with the record that names it. */
export type RecordedFile = { readonly text: string; readonly record: StateRecord };

/** Whether Slurm is to write down each job of such a cluster. */
export function keepsJobRecords({ text }: RecordedFile): boolean {
  return text.includes("/home/slurm/job_completions.txt");
}

/**
 * The file of the cluster that stands now, as this machine remembers it; nothing where it does not.
 *
 * @param records what is recorded of clusters of that name, oldest first
 */
export async function recordedFile(
  files: Pick<Files, "readText">,
  records: readonly StateRecord[],
): Promise<RecordedFile | undefined> {
  const gone = records.findLastIndex(({ status }) => status === "deleted");
  const record = records.slice(gone + 1).findLast(({ status, artifacts }) =>
    status !== "dry_run_ok" && artifacts.cluster_yaml !== undefined
  );
  const text = record && await files.readText(record.artifacts.cluster_yaml).catch(() => undefined);
  return record && text !== undefined ? { text, record } : undefined;
}
