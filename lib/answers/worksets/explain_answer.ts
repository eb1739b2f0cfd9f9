import type { Command } from "../../host/command.ts";
import { isErrorCode } from "../../host/errors/is_error_code.ts";
import { explainError } from "../../explain/explain_error.ts";
import type { Explained } from "../../explain/explained.ts";
import { oneLine } from "../../text/one_line.ts";
import { shellWord } from "../../text/shell_word.ts";
import type { ReportRow, ReportState } from "../../worksets/monitor/report_worksets.ts";
import type { Answer } from "../answer.ts";
import { explainAnswer } from "../records/explain_answer.ts";

/** Where a workset lies: its root as `s3://BUCKET/FOLDER`, its name, and the region of the bucket. */
export type WorksetPlace = { readonly root: string; readonly workset: string; readonly region: string };

const meanings: Readonly<Record<ReportState, string>> = {
  ready: "waits until a monitor starts it",
  locked: "a monitor is starting it, or stopped while starting it",
  "in progress": "a monitor works on it; if that monitor has stopped, the next monitor continues",
  complete: "is done",
  error: "failed; to try again, delete the marker file daylily.error or run retry",
  ignored: "no monitor processes it, because of its marker file daylily.ignore or because it is in a reserved folder",
  unknown: "not ready: the marker file daylily.ready is missing",
};

/** What `explain` says of a workset: how it stands, and of an error what to do. */
export function explainWorksetAnswer(row: ReportRow, place: WorksetPlace): Answer {
  const { workset, state, step, attempt, started, finished, cluster, region, results, detail, error } = row;
  const rows: readonly (readonly [string, string])[] = [
    ["step", step],
    ["attempt", attempt === undefined ? "" : String(attempt)],
    ["started", started ?? ""],
    ["finished", finished ?? ""],
    ["cluster", [cluster, region].filter(Boolean).join(" in ")],
    ["results", results ?? ""],
    [state === "error" ? "error" : "detail", detail],
    ...ofError(error),
  ];
  const explained: Explained = {
    name: `workset ${oneLine(workset)}`,
    kind: "workset",
    summary: `${state}: ${meanings[state]}`,
    rows: rows.filter(([, text]) => text !== "").map(([title, text]) => [title, oneLine(text)]),
    origin: null,
    value: null,
  };
  return { ...explainAnswer(explained), next: nextOf(state, place) };
}

/** Of another version of this program a code may mean nothing here. */
function ofError(error: ReportRow["error"]): readonly (readonly [string, string])[] {
  if (error === undefined || !isErrorCode(error.code)) return [];
  return explainError(error.code).rows.filter(([title]) => title === "why" || title === "fix");
}

function nextOf(state: ReportState, { root, workset, region }: WorksetPlace): readonly Command[] {
  const words = `${shellWord(root)} ${shellWord(workset)} --region ${shellWord(region)}`;
  const commands = `deno task monitor-worksets explain ${words}`;
  return state === "error" ? [commands, `deno task monitor-worksets retry ${words}`] : [commands];
}
