import { explainAwsError } from "../../aws/aws_error.ts";
import { stackStatus, stackStatusActions } from "../../aws/questions/stack_status.ts";
import type { Aws } from "../../aws/session.ts";
import { oneLine } from "../../text/one_line.ts";
import { type ClusterDescription, parseObject, type PclusterDeps, runPcluster } from "./pcluster.ts";

/**
 * What a look at a cluster by its exact name says. `unknown`: the look failed, which says nothing about the cluster. `no cluster`: a
 * stack of that name stands that `pcluster` does not know as a cluster of its own.
 */
export type ClusterLook =
  | { readonly is: "there"; readonly status: string; readonly description: ClusterDescription }
  | { readonly is: "no cluster"; readonly status: string }
  | { readonly is: "absent" }
  | { readonly is: "unknown"; readonly why: string };

/**
 * Asks `pcluster`, and believes that there is no such cluster only when there is no stack of that name either: an error is never taken
 * for an absence.
 */
export async function lookAtCluster(aws: Aws, pcluster: PclusterDeps, name: string): Promise<ClusterLook> {
  const args = ["describe-cluster", "-n", name, "--region", pcluster.region];
  const { code, stdout, stderr } = await runPcluster(pcluster, args);
  const answer = parseObject(stdout);
  if (code === 0 && typeof answer?.clusterStatus === "string") {
    return { is: "there", status: answer.clusterStatus, description: answer as ClusterDescription };
  }
  const message = typeof answer?.message === "string" ? answer.message : undefined;
  const denies = message !== undefined && saysAbsent(message, name);
  if (code === 0 || !denies) {
    // The last line of a traceback is the one that says something.
    const said = oneLine(message ?? [stdout, stderr].join("\n").trim().split("\n").at(-1) ?? "").slice(0, 300);
    return { is: "unknown", why: `pcluster ${args[0]} ended with exit code ${code} and said ${said || "nothing"}` };
  }
  try {
    const status = await stackStatus(aws, name);
    return status === undefined || status === "DELETE_COMPLETE" ? { is: "absent" } : { is: "no cluster", status };
  } catch (error) {
    pcluster.signal?.throwIfAborted();
    return { is: "unknown", why: explainAwsError(error, `looking at stack ${name}`, stackStatusActions).message };
  }
}

/**
 * The genuine words: "Cluster 'demo' does not exist or belongs to an incompatible ParallelCluster major version.", and of a stack that
 * is none of its clusters: "Cluster 'demo' belongs to an incompatible ParallelCluster major version."
 */
function saysAbsent(message: string, name: string): boolean {
  const words = /\bcluster '?([a-zA-Z0-9-]+)'? (?:does not exist|belongs to an incompatible ParallelCluster)\b/i;
  const [, named] = words.exec(message) ?? [];
  return named === name;
}
