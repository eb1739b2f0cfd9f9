import type { WatchedCluster } from "../cluster/known/watch_cluster.ts";
import type { Answer } from "./answer.ts";

/** What `watch` says at its end. */
export function watchAnswer({ status, error }: WatchedCluster, cluster: string, region: string): Answer {
  return {
    json: { status, cluster_name: cluster, region },
    text: `cluster ${cluster} in ${region}: ${status}`,
    next: status === "created" ? [`deno task status --cluster ${cluster} --region ${region}`] : [],
    error,
  };
}
