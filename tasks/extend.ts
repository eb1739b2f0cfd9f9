import { task } from "../lib/cli/task.ts";
import { DayError } from "../lib/host/errors/day_error.ts";

const extend = task({
  name: "extend",
  brief: "Set, move or cancel the deadline at which AWS deletes a cluster",
  description:
    "If the cluster has heartbeat mails, a mail announces the deletion one hour before and confirms it two hours after. The time " +
    "counts from now; the new deadline may be earlier than the present one.",
  examples: [
    { what: "delete the cluster in two days", command: "deno task extend --cluster demo --region us-west-2 --ttl 2d" },
    {
      what: "keep the cluster until somebody deletes it",
      command: "deno task extend --cluster demo --region us-west-2 --cancel",
    },
  ],
  helpWithoutArguments: true,
  flags: {
    cluster: { kind: "text", brief: "name of the cluster", placeholder: "NAME" },
    ttl: { kind: "text", brief: "time from now until the deletion, from 2h to 30d", placeholder: "D" },
    cancel: { kind: "toggle", brief: "cancel the deadline" },
  },
  async run({ cluster: given, ttl, cancel, region: flag, profile: wanted }, _words, context) {
    if (given === undefined) throw new DayError("DAY-USE-001", "--cluster is missing", { fix: "name the cluster" });
    if (cancel === (ttl !== undefined)) {
      const problem = cancel ? "--ttl and --cancel exclude each other" : "neither --ttl nor --cancel is given";
      throw new DayError("DAY-USE-001", problem, { fix: "give --ttl D to set a deadline, or --cancel to cancel it" });
    }
    const { requireTtl } = await import("../lib/cluster/deadline/require_ttl.ts");
    const request = { ttl: ttl === undefined ? "" : requireTtl(ttl) };
    const { chooseCluster } = await import("./wiring/choose_cluster.ts");
    const { extend } = await import("../lib/cluster/deadline/extend.ts");
    const { extendAnswer } = await import("../lib/answers/extend_answer.ts");
    const { createDeps } = await import("./wiring/create_deps.ts");
    const { cluster, ...where } = await chooseCluster(context, { cluster: given, region: flag, profile: wanted });
    return extendAnswer(await extend(createDeps(context, where), cluster, request));
  },
});

export default extend;

if (import.meta.main) await (await import("./wiring/start_process.ts")).startProcess(extend);
