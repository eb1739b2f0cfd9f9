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
  flags: {
    cluster: { kind: "text", brief: "name of the cluster", placeholder: "NAME" },
    untilCreated: { kind: "toggle", brief: "fail when it is gone at the end: a script goes on with the cluster" },
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
      ? new DayError("DAY-PC-003", `cluster ${cluster} is gone`, { fix: "create it again" })
      : undefined;
    return watchAnswer({ ...watched, error: watched.error ?? gone }, cluster, where.region);
  },
});

export default watch;

if (import.meta.main) await (await import("./wiring/start_process.ts")).startProcess(watch);
