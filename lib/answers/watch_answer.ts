import type { WatchedCluster } from "../cluster/known/watch_cluster.ts";
import type { Answer } from "./answer.ts";

/** What `watch` says at its end. */
export function watchAnswer(
  { status, deadline, isCause, error }: WatchedCluster,
  cluster: string,
  region: string,
): Answer {
  const words = isCause
    ? `, because its deletion deadline ${deadline} has passed`
    : deadline === "" || status === "deleted"
    ? ""
    : `; AWS will delete the cluster at its deletion deadline ${deadline}`;
  return {
    json: { status, cluster_name: cluster, region, deadline },
    text: `cluster ${cluster} in ${region}: ${status}${words}`,
    next: status === "created" ? [`deno task status --cluster ${cluster} --region ${region}`] : [],
    error,
  };
}
