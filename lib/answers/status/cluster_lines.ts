import type { ClusterStatus } from "../../cluster/status/cluster_status.ts";
import { textTable } from "../../text/table.ts";
import { ago } from "./ago.ts";

/** A cluster in some lines of at most 80 columns: what it is, what it does and costs, what nobody knows, the next command. */
export function clusterLines(of: ClusterStatus): readonly string[] {
  const { cluster_name, region, region_az, state, status, ours, next, unknown } = of;
  const isGone = state === "absent";
  const was = status === "created" ? "gone" : status;
  const now = isGone ? was : state ?? (status || "unknown");
  const title = [cluster_name, region_az || region, now, ours ? "created here" : "created elsewhere"];
  const rows = [
    ["age", of.age_seconds === null ? "" : ago(of.age_seconds)],
    ["deadline", of.deadline ?? ""],
    ["head node", isGone ? "" : headNode(of)],
    ["nodes", of.compute_nodes ? `${of.compute_nodes} compute nodes run` : ""],
    ["queues", queues(of)],
    ["spend", spend(of)],
    ["budget", budget(of)],
    ["heartbeat", of.next_heartbeat === null || isGone ? "" : heartbeat(of.next_heartbeat)],
    ["drift", of.last_drift === null ? "" : `repair: ${of.last_drift.outcome}, ${ago(of.last_drift.age_seconds)} ago`],
    ...unknown.map(({ what, why }) => ["unknown", `${what}: ${why}`]),
  ].filter(([, text]) => text !== "");
  return ["", title.join("  "), ...textTable(rows), ...(next === "" ? [] : [`  ${next}`])];
}

function heartbeat(next: string): string {
  return next === "" ? "none" : `next mail ${next}`;
}

function headNode({ headnode_ip, head_node }: ClusterStatus): string {
  return [headnode_ip, head_node?.instance, head_node?.type, head_node?.state].filter(Boolean).join(", ");
}

function queues({ queues, jobs }: ClusterStatus): string {
  if (queues === null || jobs === null) return "";
  const busy = queues.filter(({ running, pending }) => running + pending > 0);
  const idle = queues.length - busy.length;
  return [
    `${jobs.running} jobs running, ${jobs.pending} pending`,
    ...busy.map(({ name, running, pending }) => `${name}: ${running} running, ${pending} pending`),
    ...(idle === 0 ? [] : [`${idle} queues without jobs`]),
  ].join("; ");
}

function spend({ spend }: ClusterStatus): string {
  if (spend === null) return "";
  const ended = spend.usd_ended ? `, ${spend.usd_ended.toFixed(2)} of it for nodes that are gone` : "";
  return `at least ${spend.usd_at_least.toFixed(2)} USD so far${ended}; ${
    spend.usd_per_hour.toFixed(2)
  } USD an hour now`;
}

function budget({ budget }: ClusterStatus): string {
  if (budget === null) return "";
  const when = budget.as_of === "" ? "not counted yet" : `as AWS counted at ${budget.as_of}`;
  return `${budget.spent_usd.toFixed(2)} of ${budget.limit_usd.toFixed(2)} USD a month (${budget.name}), ${when}`;
}
