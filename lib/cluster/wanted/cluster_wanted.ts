import { claimOn } from "../../state/walks/claim.ts";
import { lastFact } from "../../state/journal/facts.ts";
import type { Creation } from "../create_deps.ts";
import { cluster, type ClusterSpec } from "../pcluster/cluster.ts";

/** @param config_sha256 "" while there is no file yet: then only the name counts */
export function clusterSpec(run: Creation, config_sha256: string): ClusterSpec {
  const account = lastFact(run.journal.facts, "caller")?.account ?? "";
  return { account, region: run.region, name: run.subject, config_sha256 };
}

/** Whether this run has set out to make the cluster, so that what stands there may be its own. */
export function hasSetOut({ journal }: Pick<Creation, "journal">, spec: ClusterSpec): boolean {
  return claimOn(journal.facts, cluster.kind, cluster.key(spec)).is !== "none";
}
