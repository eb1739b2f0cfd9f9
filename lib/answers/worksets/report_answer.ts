import { oneLine } from "../../text/one_line.ts";
import { textTable } from "../../text/table.ts";
import { costText } from "../../worksets/protocol/cost_of.ts";
import type { WorksetReport } from "../../worksets/monitor/report_worksets.ts";
import type { SharedCluster } from "../../worksets/cluster/shared_cluster.ts";
import type { Answer } from "../answer.ts";

const names = [
  "Workset",
  "State",
  "Step",
  "Attempt",
  "StartDT",
  "EndDT",
  "Cluster",
  "Region",
  "Results",
  "Detail",
  "Cost",
];

/** How the worksets of a root stand. @param path of the page, where one was written */
export function reportAnswer(
  { rows, clusters }: WorksetReport,
  { tsv, path }: { readonly tsv: boolean; readonly path?: string },
): Answer {
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
      costText(row.cost),
    ].map(oneLine)
  );
  return {
    json: {
      ...path === undefined ? {} : { path },
      clusters: clusters.map(({ name, region, phase, users, keep_until: until }) => ({
        name,
        region,
        state: phase,
        users: [...users],
        keep_until: until ?? null,
      })),
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
        cost_usd: row.cost.usd ?? null,
        cost_unknown: [row.cost.why, ...row.cost.uncounted].filter((each) => each !== ""),
      })),
    },
    text: tsv ? [names, ...cells].map((line) => line.join("\t")).join("\n") : [
      ...textTable([names, ...cells].map((line) => [line[0], line[1], line[2], line[4], line[10], line[9]])),
      ...clusters.map(clusterLine),
      ...path === undefined ? [] : [`written: ${path}`],
    ].join("\n"),
  };
}

function clusterLine({ name, region, phase, users, stays, keep_until: until }: SharedCluster): string {
  const whose = users.length === 0 ? "no workset uses it" : `used by ${users.join(", ")}`;
  const end = stays === true
    ? "; it stays"
    : until === undefined || users.length > 0
    ? ""
    : `; a monitor deletes it after ${until}`;
  return oneLine(`shared cluster ${name} in ${region} (${phase}): ${whose}${end}`);
}
