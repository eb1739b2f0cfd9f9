import type { Json } from "../host/json.ts";
import type { RecordedCluster } from "./recorded_clusters.ts";
import type { RecordedRun } from "./recorded_runs.ts";
import { textTable } from "./text_table.ts";

/** What `status` says. Without runs the list is undefined. */
export function statusAnswer(
  clusters: readonly RecordedCluster[],
  runs: readonly RecordedRun[] | undefined,
): { readonly json: { readonly [key: string]: Json }; readonly text: string } {
  const lines = clusters.length === 0
    ? ["no cluster is recorded; make one with: deno task create --help"]
    : ["clusters as their last run left them (AWS was not asked):", ...clusterLines(clusters)];
  return {
    json: { clusters, ...(runs === undefined ? {} : { runs }) },
    text: [...lines, ...(runs === undefined ? [] : ["runs, newest first:", ...runLines(runs)])].join("\n"),
  };
}

function clusterLines(clusters: readonly RecordedCluster[]): readonly string[] {
  const rows = textTable(clusters.map(({ cluster_name, region, status, headnode_ip }) => [
    cluster_name,
    region,
    status,
    headnode_ip || "no head node",
  ]));
  return rows.flatMap((row, index) => [row, `    ${clusters[index].next}`]);
}

function runLines(runs: readonly RecordedRun[]): readonly string[] {
  if (runs.length === 0) return ["  none"];
  const rows = textTable(
    runs.map(({ name, region, outcome, age_seconds }) => [name, region, outcome, ago(age_seconds)]),
  );
  return rows.flatMap((row, index) => runs[index].resume === "" ? [row] : [row, `    ${runs[index].resume}`]);
}

/** The age in its largest unit. */
function ago(seconds: number): string {
  const units = [["day", 86_400], ["hour", 3_600], ["minute", 60], ["second", 1]] as const;
  const [unit, size] = units.find(([, size]) => seconds >= size) ?? units[3];
  const count = Math.floor(seconds / size);
  return `${count} ${unit}${count === 1 ? "" : "s"} ago`;
}
