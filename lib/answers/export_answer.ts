import { DayError } from "../host/errors/day_error.ts";
import type { Exported } from "../cluster/export/export_results.ts";
import type { Answer } from "./answer.ts";

/** What `export` says at its end. */
export function exportAnswer({ status, task_id, s3_uri, message }: Exported, cluster: string): Answer {
  return {
    json: { status, task_id, s3_uri, cluster_name: cluster },
    text: status === "SUCCEEDED" ? `exported: ${s3_uri}/` : `not exported (${status}): ${s3_uri}/`,
    error: status === "SUCCEEDED"
      ? undefined
      : new DayError("DAY-EXP-002", `export ${task_id} ended ${status}: ${message}`),
  };
}
