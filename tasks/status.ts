import { task } from "../lib/cli/task.ts";

const status = task({
  name: "status",
  brief: "The clusters and runs that are recorded on this machine",
  description: "It reads state records and journals and asks nothing of AWS.",
  examples: [
    { what: "the clusters of this machine", command: "deno task status" },
    { what: "every run, and how to go on with it", command: "deno task status --runs" },
  ],
  flags: {
    cluster: { kind: "text", brief: "only this cluster", placeholder: "NAME" },
    runs: { kind: "toggle", brief: "also every run with its outcome, its age and how to go on with it" },
  },
  async run({ cluster, region, runs: wantsRuns }, _words, context) {
    const { namedCluster } = await import("../lib/cluster/known/find_cluster.ts");
    const { recordedClusters } = await import("../lib/cluster/known/list_clusters.ts");
    const { recordedRuns } = await import("../lib/cluster/known/list_runs.ts");
    const { statusAnswer } = await import("../lib/answers/status_answer.ts");
    const wanted = { cluster: cluster === undefined ? undefined : namedCluster(cluster), region };
    const runs = await recordedRuns(context);
    return statusAnswer(await recordedClusters(context, runs), wantsRuns ? runs : undefined, wanted);
  },
});

export default status;

if (import.meta.main) await (await import("./wiring/start_process.ts")).startProcess(status);
