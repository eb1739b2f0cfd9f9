import type { Report } from "../../report/report.ts";
import { oneLine } from "../../text/one_line.ts";
import type { Answer } from "../answer.ts";

/** Where the page of a run lies. */
export function reportAnswer(
  { path, report: { run, outcome } }: { readonly path: string; readonly report: Report },
): Answer {
  return {
    json: { path, run: run.name },
    text: `report of run ${oneLine(run.name)} (${run.operation} ${
      oneLine(run.subject)
    }: ${outcome}):\n  ${path}\nopen it in any browser; it needs no network`,
  };
}
