import { task } from "../lib/cli/task.ts";
import { DayError } from "../lib/host/errors/day_error.ts";

const watch = task({
  name: "watch",
  brief: "Watch a cluster that is being created or deleted",
  description:
    "Ends when the cluster stands, is gone, or has failed; then the causes are told. Watching changes nothing: " +
    "whoever stops it does not stop the creation.",
  examples: [{ what: "until it stands or is gone", command: "deno task watch --cluster demo --region us-west-2" }],
  helpWithoutArguments: true,
  startsTools: true,
  hasStatus: true,
  flags: { cluster: { kind: "text", brief: "name of the cluster", placeholder: "NAME" } },
  async run({ cluster: given, region: flag, profile: wanted }, _words, context) {
    if (given === undefined) throw new DayError("DAY-USE-001", "--cluster is missing", { fix: "name the cluster" });
    const { namedCluster } = await import("../lib/cluster/known/find_cluster.ts");
    const cluster = namedCluster(given);
    const { chooseRegion } = await import("../lib/config/settings/choose_region.ts");
    const { recordedClusters } = await import("../lib/cluster/known/list_clusters.ts");
    const { recordedRuns } = await import("../lib/cluster/known/list_runs.ts");
    const { requireProfile } = await import("../lib/preflight/profile_names.ts");
    const { watchCluster } = await import("../lib/cluster/known/watch_cluster.ts");
    const { watchAnswer } = await import("../lib/answers/watch_answer.ts");
    const { createDeps } = await import("./wiring/create_deps.ts");
    const { clusters } = await recordedClusters(context, await recordedRuns(context));
    const known = clusters.filter(({ cluster_name }) => cluster_name === cluster);
    const region = chooseRegion(flag, known.map((each) => each.region), context.environment);
    const profile = await requireProfile(context, wanted);
    return watchAnswer(await watchCluster(createDeps(context, { profile, region }), cluster), cluster, region);
  },
});

export default watch;

if (import.meta.main) await (await import("./wiring/start_process.ts")).startProcess(watch);
