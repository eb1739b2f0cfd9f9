import type { Answer } from "./answer.ts";
import type { RecordedCluster, RecordedClusters } from "../cluster/known/list_clusters.ts";
import type { RecordedRun } from "../cluster/known/list_runs.ts";
import { textTable } from "../text/table.ts";

/** Which of the clusters and runs are wanted; all where it says nothing. */
export type WantedClusters = { readonly cluster?: string; readonly region?: string };

/** What `status` says of all that is recorded; deleted clusters stand in the text only where one is asked for. */
export function statusAnswer(
  { clusters: allClusters, damaged }: RecordedClusters,
  allRuns: readonly RecordedRun[] | undefined,
  wanted: WantedClusters = {},
): Answer {
  const isWanted = ({ cluster_name: name, region }: { readonly cluster_name: string; readonly region: string }) =>
    (wanted.cluster ?? name) === name && (wanted.region ?? region) === region;
  const clusters = allClusters.filter(isWanted);
  const runs = allRuns?.filter(isWanted);
  // Whoever asks for a deleted one by its name is told of it.
  const shown = clusters.filter(({ status }) => status !== "deleted" || wanted.cluster !== undefined);
  const lines = shown.length === 0
    ? nothingRecorded(allClusters.filter(({ status }) => status !== "deleted"), wanted)
    : ["clusters as their last run left them (AWS was not asked):", ...clusterLines(shown)];
  return {
    json: {
      clusters,
      damaged: damaged.map(({ path, why }) => ({ path, message: why.message })),
      ...(runs === undefined ? {} : { runs }),
    },
    text: [
      ...lines,
      ...damaged.map(({ why }) => `cannot be read: ${why.message}`),
      ...(runs === undefined ? [] : ["runs, newest first:", ...runLines(runs)]),
    ].join("\n"),
  };
}

/** Whoever looks for one that is not there gets to see those that are. */
function nothingRecorded(all: readonly RecordedCluster[], { cluster, region }: WantedClusters): readonly string[] {
  if (all.length === 0) return ["no cluster is recorded; make one with: deno task create --help"];
  const what = ["no cluster", cluster, region && `in ${region}`].filter(Boolean).join(" ");
  const others = textTable(all.map(({ cluster_name, region, status }) => [cluster_name, region, status]));
  return [`${what} is recorded; recorded are:`, ...others];
}

function clusterLines(clusters: readonly RecordedCluster[]): readonly string[] {
  const rows = textTable(clusters.map(({ cluster_name, region, status, headnode_ip }) => [
    cluster_name,
    region,
    status,
    status === "deleted" ? "" : headnode_ip || "no head node",
  ]));
  return rows.flatMap((row, index) => {
    const { deadline, next } = clusters[index];
    return [row, ...(deadline === "" ? [] : [`    deadline ${deadline}`]), ...(next === "" ? [] : [`    ${next}`])];
  });
}

function runLines(runs: readonly RecordedRun[]): readonly string[] {
  if (runs.length === 0) return ["  none"];
  const rows = textTable(
    runs.map(({ name, region, outcome, age_seconds }) => [name, region, outcome, ago(age_seconds)]),
  );
  return rows.flatMap((row, index) => {
    const { resume, why = "" } = runs[index];
    return [row, ...[resume, why].filter((line) => line !== "").map((line) => `    ${line}`)];
  });
}

/** The age in its largest unit. */
function ago(seconds: number): string {
  const units = [["day", 86_400], ["hour", 3_600], ["minute", 60], ["second", 1]] as const;
  const [unit, size] = units.find(([, size]) => seconds >= size) ?? units[3];
  const count = Math.floor(seconds / size);
  return `${count} ${unit}${count === 1 ? "" : "s"} ago`;
}
