import { task } from "../lib/cli/task.ts";
import { DayError } from "../lib/host/errors/day_error.ts";

const extend = task({
  name: "extend",
  brief: "Give a cluster a deadline, move it, or cancel it",
  description:
    "At its deadline a cluster is deleted; a mail comes an hour before and two hours after, through its heartbeat. The time " +
    "counts from now, and may be earlier than what stands.",
  examples: [
    { what: "two more days from now on", command: "deno task extend --cluster demo --region us-west-2 --ttl 2d" },
    { what: "no deadline any more", command: "deno task extend --cluster demo --region us-west-2 --cancel" },
  ],
  helpWithoutArguments: true,
  flags: {
    cluster: { kind: "text", brief: "name of the cluster", placeholder: "NAME" },
    ttl: { kind: "text", brief: "how long it lives from now on, from 2h to 30d", placeholder: "D" },
    cancel: { kind: "toggle", brief: "take the deadline away" },
  },
  async run({ cluster: given, ttl, cancel, region: flag, profile: wanted }, _words, context) {
    if (given === undefined) throw new DayError("DAY-USE-001", "--cluster is missing", { fix: "name the cluster" });
    if (cancel === (ttl !== undefined)) {
      const problem = cancel ? "--ttl and --cancel exclude each other" : "neither --ttl nor --cancel is given";
      throw new DayError("DAY-USE-001", problem, { fix: "give --ttl D for a deadline, or --cancel for none" });
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
