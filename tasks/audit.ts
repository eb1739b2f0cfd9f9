import { task } from "../lib/cli/task.ts";
import { DayError } from "../lib/host/errors/day_error.ts";

const audit = task({
  name: "audit",
  brief: "What still exists of clusters and costs money, and how to remove it",
  description:
    "It reads every kind of thing that a cluster may leave behind and says of each why it is ours, what it costs a day and which " +
    "command removes it. Kept is what all clusters share, what a cluster that stands needs, and what stays on purpose. " +
    "Exit 0: nothing is left over; 1: something is; 2: not everything could be read.",
  examples: [
    { what: "whether a cluster is gone", command: "deno task audit --cluster demo --region us-west-2" },
    { what: "all clusters of all regions", command: "deno task audit --all" },
    { what: "remove what is left of one", command: "deno task audit --cluster demo --region us-west-2 --remove" },
  ],
  flags: {
    cluster: { kind: "text", brief: "only what belongs to this cluster", placeholder: "NAME" },
    all: { kind: "toggle", brief: "every region that the account can use" },
    remove: { kind: "toggle", brief: "remove what is left over, after a confirmation" },
  },
  async run({ cluster: given, region: flag, profile: wanted, all, remove, yes }, _words, context) {
    if (all && flag !== undefined) throw new DayError("DAY-USE-001", "--all and --region exclude each other");
    const { namedCluster } = await import("../lib/cluster/known/find_cluster.ts");
    const cluster = given === undefined ? undefined : namedCluster(given);
    const { requireProfile } = await import("../lib/preflight/require_profile.ts");
    const { auditAnswer, auditLines } = await import("../lib/answers/audit_answer.ts");
    const { auditDeps, auditRegion } = await import("./wiring/audit_deps.ts");
    const region = await auditRegion(context, { cluster, flag, all });
    const profile = await requireProfile(context, wanted);
    const deps = auditDeps(context, { profile, region });
    const { enabledRegions } = await import("../lib/audit/scene/enabled_regions.ts");
    const question = { cluster, regions: all ? await enabledRegions(deps.aws) : [region] };
    if (!remove) {
      const found = await (await import("../lib/audit/audit.ts")).audit(deps, question);
      return auditAnswer(found, question);
    }
    const { removeSafely } = await import("../lib/audit/remove_safely.ts");
    const linesOf = (found: Parameters<typeof auditLines>[0]) => auditLines(found, question);
    const { after, notRemoved } = await removeSafely({ ...deps, linesOf }, question, yes);
    return auditAnswer(after, question, notRemoved);
  },
});

export default audit;

if (import.meta.main) await (await import("./wiring/start_process.ts")).startProcess(audit);
