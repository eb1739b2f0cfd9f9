import { task } from "../lib/cli/task.ts";
import { DayError } from "../lib/host/errors/day_error.ts";

const status = task({
  name: "status",
  brief: "The clusters that stand, what they do and what they cost",
  description:
    "It asks AWS and the head nodes, and says of each cluster its age, its deadline, its queues and jobs, what it has cost at least " +
    "and what it costs an hour now. Nodes that are gone are counted where the cluster keeps job records " +
    "(config/day_cluster/wide_cluster.yaml), each at the cheapest price that it may have had. What nobody can tell is named as " +
    "unknown. Without credentials it shows what is recorded on this machine. Exit 0, or 2 when the clusters of a region could not be told.",
  examples: [
    { what: "the clusters of the regions that are known here", command: "deno task status" },
    { what: "one of them, again and again", command: "deno task status --cluster demo --watch" },
    { what: "every run, and how to go on with it", command: "deno task status --runs" },
  ],
  startsTools: true,
  flags: {
    cluster: { kind: "text", brief: "only this cluster", placeholder: "NAME" },
    watch: { kind: "toggle", brief: "look again every 30 seconds, until Ctrl-C" },
    runs: { kind: "toggle", brief: "what is recorded, and every run with its outcome and how to go on with it" },
    allRegions: { kind: "toggle", brief: "every region that the account can use" },
  },
  async run({ cluster, region, runs, watch, allRegions, profile, output }, _words, context) {
    refuse(allRegions && region !== undefined, "--all-regions and --region exclude each other");
    refuse(runs && watch, "--runs and --watch exclude each other");
    refuse(runs && allRegions, "--runs asks nothing of AWS, so it has no use for --all-regions");
    refuse(watch && output === "json", "--watch has no end, so there is no document of it");
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
