import { oneLine } from "../../text/one_line.ts";
import { textTable } from "../../text/table.ts";
import type { ReportRow } from "../../worksets/monitor/report_worksets.ts";
import type { Answer } from "../answer.ts";

const names = ["Workset", "State", "Step", "Attempt", "StartDT", "EndDT", "Cluster", "Region", "Results", "Detail"];

/** How the worksets of a root stand. */
export function reportAnswer(rows: readonly ReportRow[], { tsv }: { readonly tsv: boolean }): Answer {
  const cells = rows.map((row) =>
    [
      row.workset,
      row.state,
      row.step,
      row.attempt === undefined ? "" : String(row.attempt),
      row.started ?? "",
      row.finished ?? "",
      row.cluster ?? "",
      row.region ?? "",
      row.results ?? "",
      row.detail,
    ].map(oneLine)
  );
  return {
    json: {
      worksets: rows.map((row) => ({
        workset: row.workset,
        state: row.state,
        step: row.step,
        attempt: row.attempt ?? null,
        started_at: row.started ?? null,
        finished_at: row.finished ?? null,
        cluster: row.cluster ?? null,
        region: row.region ?? null,
        results: row.results ?? null,
        detail: row.detail,
      })),
    },
    text: tsv
      ? [names, ...cells].map((line) => line.join("\t")).join("\n")
      : textTable([names, ...cells].map((line) => [line[0], line[1], line[2], line[4], line[9]])).join("\n"),
  };
}
