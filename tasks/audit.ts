import { task } from "../lib/cli/task.ts";
import { DayError } from "../lib/host/errors/day_error.ts";

const audit = task({
  name: "audit",
  brief: "Find AWS resources that deleted clusters left behind and that cost money; remove them with --remove",
  description:
    "Lists every resource that a cluster may leave behind: which cluster it belongs to, what it costs a day, and which " +
    "command removes it. Resources that are shared, in use by an existing cluster or kept on purpose are listed as kept. " +
    "Exit code 0: nothing is left over; 1: leftovers exist; 2: some services could not be read, or some leftovers could not be removed.",
  examples: [
    { what: "list what is left of one cluster", command: "deno task audit --cluster demo --region us-west-2" },
    { what: "list what is left of all clusters in all regions", command: "deno task audit --all" },
    {
      what: "remove the leftovers of one cluster",
      command: "deno task audit --cluster demo --region us-west-2 --remove",
    },
  ],
  flags: {
    cluster: { kind: "text", brief: "only resources of this cluster", placeholder: "NAME" },
    all: { kind: "toggle", brief: "all regions that are enabled in the account" },
    remove: { kind: "toggle", brief: "remove the leftovers, after a confirmation" },
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
