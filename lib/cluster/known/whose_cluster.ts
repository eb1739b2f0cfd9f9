import { lastFact } from "../../state/journal/facts.ts";
import { claimOn } from "../../state/walks/claim.ts";
import { clusterKey, clusterKind } from "../pcluster/cluster_key.ts";
import type { ClusterMemory, ClusterPlace } from "./remember_cluster.ts";

/**
 * Whether a run of this machine has made the cluster, or may have: any run of that account, region and name. A state
 * record counts where the journals are gone. What was removed since is nobody's.
 */
export function isMadeHere(
  { runs, records }: ClusterMemory,
  { account, region, cluster: name }: ClusterPlace,
): boolean {
  const key = clusterKey({ account, region, name });
  if (claimOn(runs.flatMap(({ facts }) => facts), clusterKind, key).is !== "none") return true;
  const newest = records.findLast(({ run_id }) => !runs.some(({ id }) => id === run_id));
  const isSince = newest !== undefined &&
    runs.every(({ id, operation }) => id < newest.run_id || operation !== "delete");
  return isSince && (newest.status === "created" ||
    newest.resources.some((each) => each.kind === clusterKind && each.key === key && each.origin === "created"));
}

/** Whether anything is known of the cluster: a record, or a run that came past its gates. */
export function isKnownHere({ runs, records }: ClusterMemory): boolean {
  return records.length > 0 ||
    runs.some(({ operation, facts }) =>
      operation === "delete" || lastFact(facts, "preflight_passed") !== undefined ||
      lastFact(facts, "remembered") !== undefined
    );
}
