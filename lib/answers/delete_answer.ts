import type { DeleteResult } from "../cluster/remove/delete.ts";
import { deleteCommand } from "../cluster/known/delete_command.ts";
import { itemLines } from "../cluster/remove/plan_lines.ts";
import type { Environment } from "../host/environment.ts";
import type { Answer } from "./answer.ts";

export function deleteAnswer(result: DeleteResult, environment: Pick<Environment, "get">): Answer {
  const { status, exitCode, request, runId, deleted, kept, left, lines, error } = result;
  const done = itemLines({ deleted, kept, left });
  return {
    exitCode,
    error,
    next: status === "deleted" ? [] : [deleteCommand(request, environment)],
    json: {
      status,
      run_id: runId,
      cluster_name: request.cluster,
      region: request.region,
      deleted,
      kept,
      left,
    },
    text: status === "planned" ? lines.join("\n") : [headline(result), ...done].join("\n"),
  };
}

function headline({ status, request: { cluster, region }, runId, deleted }: DeleteResult): string {
  if (status === "deleted" && runId === "") {
    return `already deleted: cluster ${cluster} in ${region}; nothing is left to delete`;
  }
  const words = { planned: "planned", deleted: "deleted", failed: "not deleted", interrupted: "interrupted" };
  const more = status === "deleted" && deleted.length === 0 ? "; nothing was left to delete" : "";
  return `${words[status]}: cluster ${cluster} in ${region}, run ${runId}${more}`;
}
