import type { Answer } from "../answer.ts";
import type { RecordedCluster, RecordedClusters } from "../../cluster/known/list_clusters.ts";
import type { RecordedRun } from "../../cluster/known/list_runs.ts";
import { recordedStatus } from "../../cluster/status/recorded_status.ts";
import type { StandingClusters } from "../../cluster/status/standing_clusters.ts";
import { DayError } from "../../host/errors/day_error.ts";
import { textTable } from "../../text/table.ts";
import { wrap } from "../../text/wrap.ts";
import { ago } from "./ago.ts";
import { clusterLines } from "./cluster_lines.ts";
import { counted } from "../../text/counted.ts";

/** Which of the clusters and runs are wanted; all where it says nothing. */
export type WantedClusters = { readonly cluster?: string; readonly region?: string };

/** `runs`: nothing when nobody asked for them. `why`: why AWS could not be asked; "" when nobody wanted that. */
export type StatusRecords = {
  readonly recorded: RecordedClusters;
  readonly all: readonly RecordedRun[];
  readonly runs: readonly RecordedRun[] | undefined;
  readonly why: string;
};

/** What `status` says of all that is recorded; deleted clusters stand in the text only where one is asked for. */
export function statusAnswer(
  { recorded: { clusters: allClusters, damaged }, all, runs: allRuns, why }: StatusRecords,
  wanted: WantedClusters = {},
): Answer {
  const isWanted = ({ cluster_name: name, region }: { readonly cluster_name: string; readonly region: string }) =>
    (wanted.cluster ?? name) === name && (wanted.region ?? region) === region;
  const clusters = allClusters.filter(isWanted);
  const runs = allRuns?.filter(isWanted);
  // Whoever asks for a deleted one by its name is told of it.
  const shown = clusters.filter(({ status }) => status !== "deleted" || wanted.cluster !== undefined);
  const unasked = why === "" ? "AWS was not asked" : "AWS could not be asked";
  const reason = why === "" ? unasked : `${unasked}: ${why}`;
  const lines = shown.length === 0
    ? nothingRecorded(allClusters.filter(({ status }) => status !== "deleted"), wanted)
    : [`clusters from the records of this machine (${unasked}):`, ...recordedLines(shown)];
  return {
    json: {
      clusters: clusters.map((recorded) =>
        recordedStatus({ recorded, account: recorded.account, runs: all }, { why: reason })
      ),
      ...damagedJson(damaged),
      ...(runs === undefined ? {} : { runs }),
    },
    text: [
      ...lines,
      ...(why === "" ? [] : wrap(reason, 80).split("\n")),
      ...damagedLines(damaged),
      ...(runs === undefined ? [] : ["runs, newest first:", ...runLines(runs)]),
    ].join("\n"),
  };
}

/** What stands, and what is recorded of it. It is a failure when the clusters of a region could not be told. */
export function standingAnswer(
  { account, regions, clusters, unread }: StandingClusters,
  { damaged }: RecordedClusters,
  { cluster }: WantedClusters = {},
): Answer {
  // Whoever asks for a deleted one by its name is told of it, and a dry run has left nothing to look at.
  const shown = clusters.filter(({ state, status }) =>
    cluster !== undefined || state !== "absent" || !["deleted", "dry_run_ok"].includes(status)
  );
  const where = regions.length > 3 ? `${regions.length} regions` : regions.join(", ");
  const [first] = unread;
  const error = first && new DayError("DAY-AWS-001", `the clusters of some regions could not be read: ${first.why}`);
  return {
    json: { account, clusters, unread, ...damagedJson(damaged) },
    text: [
      `account ${account}, ${where}: ${clustersFound(shown.length, cluster)}`,
      ...shown.flatMap(clusterLines),
      ...unread.flatMap(({ region, why }) => wrap(`unknown: clusters of ${region}: ${why}`, 80).split("\n")),
      ...damagedLines(damaged),
    ].join("\n"),
    ...(error === undefined ? {} : { error }),
  };
}

function clustersFound(count: number, cluster: string | undefined): string {
  if (count === 0) return cluster === undefined ? "no cluster" : `no cluster ${cluster}`;
  return counted(count, "cluster");
}

const damagedJson = (damaged: RecordedClusters["damaged"]) => ({
  damaged: damaged.map(({ path, why }) => ({ path, message: why.message })),
});

const damagedLines = (damaged: RecordedClusters["damaged"]) =>
  damaged.map(({ why }) => `cannot be read: ${why.message}`);

/** Whoever looks for one that is not there gets to see those that are. */
function nothingRecorded(all: readonly RecordedCluster[], { cluster, region }: WantedClusters): readonly string[] {
  if (all.length === 0) return ["no cluster is recorded; to create one, see: deno task create --help"];
  const what = ["no cluster", cluster, region && `in ${region}`].filter(Boolean).join(" ");
  const others = textTable(all.map(({ cluster_name, region, status }) => [cluster_name, region, status]));
  return [`${what} is recorded; recorded are:`, ...others];
}

function recordedLines(clusters: readonly RecordedCluster[]): readonly string[] {
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
    runs.map(({ name, operation, region, outcome, age_seconds }) => [
      name,
      operation,
      region,
      outcome,
      `${ago(age_seconds)} ago`,
    ]),
  );
  return rows.flatMap((row, index) => {
    const { resume, why = "" } = runs[index];
    return [row, ...[resume, why].filter((line) => line !== "").map((line) => `    ${line}`)];
  });
}
