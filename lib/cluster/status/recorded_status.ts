import { clusterCommand } from "../../names/cluster_command.ts";
import type { RecordedCluster } from "../known/list_clusters.ts";
import type { RecordedRun } from "../known/list_runs.ts";
import type { ClusterStatus, LastDrift } from "./cluster_status.ts";

type About = {
  readonly recorded: RecordedCluster;
  readonly account: string;
  readonly runs: readonly RecordedRun[];
};

/**
 * A cluster of which there is nothing but a record: AWS knows no such cluster, or was not asked.
 *
 * @param seen `why`: why nobody knows more
 */
export function recordedStatus(
  { recorded, account, runs }: About,
  seen: { readonly state: "absent" } | { readonly why: string },
): ClusterStatus {
  const isGone = "state" in seen;
  const { cluster_name: name, region, status } = recorded;
  // Somebody else has deleted it, or its deadline has.
  const isMissed = isGone && status === "created";
  return {
    ...recorded,
    account,
    ours: true,
    state: isGone ? seen.state : null,
    ...{ created: null, age_seconds: null, head_node: null, compute_nodes: null, queues: null, jobs: null },
    ...{ spend: null, budget: null, next_heartbeat: isGone ? "" : null },
    last_drift: lastDrift(runs, name, region),
    next: isMissed ? clusterCommand("audit", name, region) : recorded.next,
    unknown: isGone ? [] : [{ what: "state", why: seen.why }],
  };
}

/** The newest repair. A check leaves no record. */
export function lastDrift(runs: readonly RecordedRun[], cluster: string, region: string): LastDrift | null {
  const last = runs.find((run) =>
    run.operation === "drift-repair" && run.cluster_name === cluster && run.region === region
  );
  return last ? { run_id: last.run_id, outcome: last.outcome, age_seconds: last.age_seconds } : null;
}
