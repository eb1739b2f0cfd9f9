import type { DataRepositoryTask } from "@aws-sdk/client-fsx";
import { explainAwsError, isAwsError } from "../../aws/aws_error.ts";
import type { AwsDeps } from "../../aws/resource.ts";
import type { Emit } from "../../host/events/events.ts";
import { waitEvent } from "../../host/events/wait_event.ts";
import { poll } from "../../host/poll.ts";

/** How an export ended; `message` says why it did not succeed. */
export type ExportEnd = { readonly status: "SUCCEEDED" | "FAILED" | "CANCELED"; readonly message: string };

/** Milliseconds between looks. */
const pause = 30_000;

/** Milliseconds for which an export that has ended still tells of the files of now: later ones may have been written since. */
const fresh = 15 * 60_000;

/** Whether an export that was begun before is still what somebody means who asks for one now: it goes on, or has just ended. */
export async function stillCounts(deps: AwsDeps, task: string): Promise<boolean> {
  try {
    const { EndTime } = await exportTask(deps, task);
    return EndTime === undefined || deps.clock.now().getTime() - EndTime.getTime() < fresh;
  } catch (error) {
    deps.signal.throwIfAborted();
    if (isAwsError(error, "DataRepositoryTaskNotFound")) return false;
    throw explainAwsError(error, `looking at export ${task}`, actions);
  }
}

/** So many failed looks in a row are no bad luck any more. */
const patience = 5;

/**
 * Watches an export until it has ended. Whoever stops the watch does not stop the export.
 *
 * @throws DayError when five looks in a row fail
 */
export async function watchExport(deps: AwsDeps & { readonly emit: Emit }, task: string): Promise<ExportEnd> {
  let [state, failed] = ["asked for", 0];
  const tell = (waited: number) => deps.emit(waitEvent("wait.export", { subject: `export ${task}`, state }, waited));
  const end = await poll(deps, { pauses: [pause], endless: true, tell }, async () => {
    try {
      const seen = await exportTask(deps, task);
      failed = 0;
      state = stateOf(seen);
      return endOf(seen);
    } catch (error) {
      deps.signal.throwIfAborted();
      const isGone = isAwsError(error, "DataRepositoryTaskNotFound");
      if (isGone || ++failed === patience) throw explainAwsError(error, `looking at export ${task}`, actions);
    }
  });
  if (end === undefined) throw new Error("a wait without end has ended");
  return end;
}

const actions = ["fsx:DescribeDataRepositoryTasks"];

async function exportTask({ aws }: AwsDeps, task: string): Promise<DataRepositoryTask> {
  const { DescribeDataRepositoryTasksCommand } = await import("@aws-sdk/client-fsx");
  const answer = await (await aws.fsx()).send(new DescribeDataRepositoryTasksCommand({ TaskIds: [task] }));
  return answer.DataRepositoryTasks?.[0] ?? failWith(task);
}

function failWith(task: string): never {
  throw new Error(`FSx does not describe the export task ${task}`);
}

function stateOf({ Lifecycle: state = "PENDING", Status }: DataRepositoryTask): string {
  const { TotalCount, SucceededCount = 0, FailedCount = 0 } = Status ?? {};
  if (TotalCount === undefined) return state;
  return `${state}, ${SucceededCount} of ${TotalCount} files` + (FailedCount > 0 ? `, ${FailedCount} failed` : "");
}

function endOf({ Lifecycle, FailureDetails, Status }: DataRepositoryTask): ExportEnd | undefined {
  if (Lifecycle !== "SUCCEEDED" && Lifecycle !== "FAILED" && Lifecycle !== "CANCELED") return undefined;
  const count = Status?.FailedCount ?? 0;
  const failed = count > 0 ? `${count} files were not exported` : "";
  const reason = { SUCCEEDED: "", FAILED: failed || "FSx gives no reason", CANCELED: "it was canceled" }[Lifecycle];
  return { status: Lifecycle, message: Lifecycle === "SUCCEEDED" ? "" : FailureDetails?.Message ?? reason };
}
