import { explainAwsError, isDenied } from "../../aws/aws_error.ts";
import { standingDeadline, standingDeadlineActions } from "../../aws/questions/schedules/standing_deadline.ts";
import { advice, command } from "../../host/errors/advice.ts";
import { DayError } from "../../host/errors/day_error.ts";
import { waitEvent } from "../../host/events/wait_event.ts";
import { poll } from "../../host/poll.ts";
import type { RunLock } from "../../state/run_lock.ts";
import { lastFact } from "../../state/journal/facts.ts";
import { exportResults } from "../export/export_results.ts";
import { deleteCommand } from "../known/delete_command.ts";
import type { DeleteRequest } from "../known/delete_request.ts";
import { isOpenRun } from "../known/open_runs.ts";
import type { DeletionSurvey } from "./survey_deletion.ts";
import type { Deletion } from "./write_down.ts";

/**
 * Exports, and returns when that has succeeded. An export that an earlier try of the same deletion has begun is gone on with. It may
 * take hours: meanwhile others may move the deadline, and who does that wants the cluster for longer.
 *
 * @throws DayError DAY-EXP-002 when it did not succeed, DAY-TTL-005 when the deadline was moved meanwhile; nothing was deleted then
 */
export async function exportFirst(run: Deletion, survey: DeletionSurvey, lock: RunLock): Promise<void> {
  const { request, deps, journal } = run;
  const { firstExport, memory, headNode } = survey;
  if (firstExport === undefined) return;
  if (firstExport.is === "skipped") {
    await run.warn({
      id: "delete.not_exported",
      step: "export",
      message: `nothing can be exported: ${firstExport.why}`,
    });
    return;
  }
  const hasNewer = headNode.is === "known" && headNode.unexported > 0;
  if (!hasNewer) await takeOverExport(run, memory.runs);
  const before = await deadlineOf(run, survey);
  lock.lendDeadline();
  const { status, message, task_id: task } = await exportResults(run, survey.place, request.export_target);
  if (status === "SUCCEEDED") {
    await takeDeadlineBack(run, lock);
    refuseMoved(run, before, await deadlineOf(run, survey));
    return;
  }
  await journal.record({ fact: "decided", key: "export_task", value: none });
  throw new DayError("DAY-EXP-002", `nothing was deleted, because export ${task} ended ${status}: ${message}`, {
    fix: advice`correct this, then continue the deletion with: ${command(deleteCommand(request, deps.environment))}`,
  });
}

/** Who may not look at schedules learns of no deadline, and can have moved none. */
async function deadlineOf({ deps: { aws, signal } }: Deletion, { place, look }: DeletionSurvey): Promise<string> {
  const stack = look.is === "there" ? look.description.cloudformationStackArn : undefined;
  if (stack === undefined) return "";
  try {
    return await standingDeadline(aws, place.cluster, stack);
  } catch (error) {
    signal.throwIfAborted();
    if (isDenied(error)) return "";
    throw explainAwsError(error, `looking at the deadline of cluster ${place.cluster}`, standingDeadlineActions);
  }
}

/** Whoever is moving it at this moment needs some seconds. */
async function takeDeadlineBack({ deps, subject }: Deletion, lock: RunLock): Promise<void> {
  let refused: unknown;
  const about = { subject: `the deadline of cluster ${subject}`, state: "being moved" };
  const tell = (waited: number) => deps.emit(waitEvent("wait.resource", about, waited));
  const taken = await poll(deps, { pauses: Array(60).fill(5_000), tell }, async () => {
    try {
      await lock.takeDeadline();
      return true;
    } catch (error) {
      refused = error;
      return undefined;
    }
  });
  if (taken === undefined) throw refused;
}

function refuseMoved({ subject, deps, request }: Deletion, before: string, now: string): void {
  if (now === before) return;
  const words = (deadline: string) => deadline === "" ? "none" : deadline;
  const message =
    `the results of cluster ${subject} were exported, but the cluster was not deleted: somebody changed its deletion deadline ` +
    `during the export (from ${words(before)} to ${words(now)}), so it may still be in use`;
  const again = command(deleteCommand(request, deps.environment));
  throw new DayError("DAY-TTL-005", message, { fix: advice`to delete the cluster nevertheless, run: ${again}` });
}

/** Stands for an export that has failed: the next try begins another one. */
const none = "";

const decisions = ["export_plan", "export_epoch", "export_task"];

/** Only what the last try was at counts: files newer than an older export may have been written since. */
async function takeOverExport({ journal, request }: Deletion, runs: DeletionSurvey["memory"]["runs"]): Promise<void> {
  const last = runs.findLast((each) => each.operation === "delete" && isOpenRun(each));
  const before = lastFact(last?.facts ?? [], "run")?.request as DeleteRequest | undefined;
  if (last === undefined || before?.export_target !== request.export_target) return;
  const known = decisions.map((key) => lastFact(last.facts, "decided", (fact) => fact.key === key));
  if (known.some((fact) => fact === undefined || fact.value === none)) return;
  for (const fact of known) {
    if (fact !== undefined) await journal.record({ fact: "decided", key: fact.key, value: fact.value });
  }
}
