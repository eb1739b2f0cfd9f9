import { advice, command } from "../../host/errors/advice.ts";
import { DayError } from "../../host/errors/day_error.ts";
import { lastFact } from "../../state/journal/facts.ts";
import { exportResults } from "../export/export_results.ts";
import { deleteCommand } from "../known/delete_command.ts";
import type { DeleteRequest } from "../known/delete_request.ts";
import { isOpenRun } from "../known/open_runs.ts";
import type { DeletionSurvey } from "./survey_deletion.ts";
import type { Deletion } from "./write_down.ts";

/**
 * Exports, and returns when that has succeeded. An export that an earlier try of the same deletion has begun is gone on with.
 *
 * @throws DayError DAY-EXP-002 when it did not succeed; nothing was deleted then
 */
export async function exportFirst(run: Deletion, { firstExport, memory, headNode }: DeletionSurvey): Promise<void> {
  const { request, deps, journal } = run;
  if (firstExport === undefined) return;
  if (firstExport.is === "skipped") {
    await run.warn({ id: "delete.not_exported", step: "export", message: `nothing is exported: ${firstExport.why}` });
    return;
  }
  const hasNewer = headNode.is === "known" && headNode.unexported > 0;
  if (!hasNewer) await takeOverExport(run, memory.runs);
  const { status, message, task_id: task } = await exportResults(run, request.export_target);
  if (status === "SUCCEEDED") return;
  await journal.record({ fact: "decided", key: "export_task", value: none });
  throw new DayError("DAY-EXP-002", `nothing was deleted, for export ${task} is ${status}: ${message}`, {
    fix: advice`correct this, then go on with: ${command(deleteCommand(request, deps.environment))}`,
  });
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
