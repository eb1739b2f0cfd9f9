import { task } from "../lib/cli/task.ts";
import { DayError } from "../lib/host/errors/day_error.ts";

const watch = task({
  name: "watch",
  brief: "Watch a cluster that is being created or deleted",
  description:
    "Ends when the cluster is complete, was deleted, or failed, and reports the causes of a failure. Watching changes nothing: " +
    "stopping this command does not stop the creation.",
  examples: [{
    what: "watch until it is complete or deleted",
    command: "deno task watch --cluster demo --region us-west-2",
  }],
  helpWithoutArguments: true,
  startsTools: true,
  hasStatus: true,
  flags: {
    cluster: { kind: "text", brief: "name of the cluster", placeholder: "NAME" },
    untilCreated: {
      kind: "toggle",
      brief: "fail if the cluster was deleted, for scripts that need it afterwards",
    },
  },
  async run({ cluster: given, untilCreated, region: flag, profile: wanted }, _words, context) {
    if (given === undefined) throw new DayError("DAY-USE-001", "--cluster is missing", { fix: "name the cluster" });
    const { chooseCluster } = await import("./wiring/choose_cluster.ts");
    const { watchCluster } = await import("../lib/cluster/known/watch_cluster.ts");
    const { watchAnswer } = await import("../lib/answers/watch_answer.ts");
    const { createDeps } = await import("./wiring/create_deps.ts");
    const { cluster, ...where } = await chooseCluster(context, { cluster: given, region: flag, profile: wanted });
    const watched = await watchCluster(createDeps(context, where), cluster);
    const gone = untilCreated && watched.status === "deleted"
      ? new DayError("DAY-PC-003", `cluster ${cluster} was deleted`, { fix: "create it again" })
      : undefined;
    return watchAnswer({ ...watched, error: watched.error ?? gone }, cluster, where.region);
  },
});

export default watch;

if (import.meta.main) await (await import("./wiring/start_process.ts")).startProcess(watch);
