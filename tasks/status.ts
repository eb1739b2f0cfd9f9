import { task } from "../lib/cli/task.ts";
import { DayError } from "../lib/host/errors/day_error.ts";

const status = task({
  name: "status",
  brief: "Show the existing clusters, their jobs and their costs",
  description:
    "Asks AWS and the head nodes, and shows for each cluster its age, deletion deadline, queues and jobs, its minimum cost so far " +
    "and its present cost per hour. The minimum includes compute nodes that no longer run, if the cluster keeps job " +
    "records (config/day_cluster/wide_cluster.yaml). Without credentials it shows the records of this " +
    "machine. Exit code 0, or 2 if the clusters of a region could not be read.",
  examples: [
    { what: "show the clusters in all regions in which this machine has used dayctl", command: "deno task status" },
    { what: "keep showing one cluster", command: "deno task status --cluster demo --watch" },
    { what: "list all runs and how to continue them", command: "deno task status --runs" },
  ],
  startsTools: true,
  flags: {
    cluster: { kind: "text", brief: "only this cluster", placeholder: "NAME" },
    watch: { kind: "toggle", brief: "refresh every 30 seconds until Ctrl-C" },
    runs: {
      kind: "toggle",
      brief:
        "list the recorded runs (creations, deletions and other tasks) with their outcome and how to continue them",
    },
    allRegions: { kind: "toggle", brief: "all regions that are enabled in the account" },
  },
  async run({ cluster, region, runs, watch, allRegions, profile, output }, _words, context) {
    refuse(allRegions && region !== undefined, "--all-regions and --region exclude each other");
    refuse(runs && watch, "--runs and --watch exclude each other");
    refuse(runs && allRegions, "--all-regions has no effect with --runs, which does not ask AWS");
    refuse(watch && output === "json", "--watch never ends, so it cannot be used with --output json");
    const { namedCluster } = await import("../lib/cluster/known/find_cluster.ts");
    const wanted = { cluster: cluster === undefined ? undefined : namedCluster(cluster), region };
    const { statusOnce } = await import("./wiring/status_once.ts");
    const look = () => statusOnce(context, wanted, { runs, allRegions, profile });
    if (!watch) return await look();
    const { lookAgain } = await import("./wiring/look_again.ts");
    // A look that fails is told like any other, and another follows.
    return await lookAgain(context, pause, async () => (await look()).text);
  },
});

function refuse(isWrong: boolean, why: string): void {
  if (isWrong) throw new DayError("DAY-USE-001", why, { fix: "leave one of the two out" });
}

/** Milliseconds between looks. */
const pause = 30_000;

export default status;

if (import.meta.main) await (await import("./wiring/start_process.ts")).startProcess(status);
