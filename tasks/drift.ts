import { task } from "../lib/cli/task.ts";
import { DayError } from "../lib/host/errors/day_error.ts";

const verbs = ["check", "repair"] as const;

const drift = task({
  name: "drift",
  brief: "Find and repair drift: differences between the AWS resources of a cluster and the records of this machine",
  description:
    "check: compare network, policies, budgets, heartbeat mails, deletion deadline and the cluster itself; nothing is changed. " +
    "Exit code 0: no difference; 3: differences; 2: some resources could not be read, and no difference in the others.\n" +
    "repair: show the differences, then restore the resources that dayctl created or repaired; changes to others are " +
    "only reported. Exit code 0: no drift is left; 1: some drift was only reported; 2: a repair failed, or some resources could not be read.",
  examples: [
    { what: "find changes by other people", command: "deno task drift check --cluster demo --region us-west-2" },
    { what: "undo the changes", command: "deno task drift repair --cluster demo --region us-west-2" },
  ],
  helpWithoutArguments: true,
  startsTools: true,
  flags: {
    cluster: { kind: "text", brief: "name of the cluster", placeholder: "NAME" },
    state: {
      kind: "text",
      brief: "state record (file state_CLUSTER_TIME.json) to compare with; it names the cluster and its region",
      placeholder: "FILE",
    },
    includeFound: { kind: "toggle", brief: "repair: also restore resources that existed before the run" },
    exitZero: { kind: "toggle", brief: "check: exit code 0 even if there are differences" },
  },
  words: {
    brief: "check (the default) or repair",
    placeholder: "verb",
    values: verbs,
    least: 0,
    most: 1,
  },
  async run({ exitZero, includeFound, ...flags }, [verb = "check"], context) {
    if (!verbs.some((known) => known === verb)) {
      throw new DayError("DAY-USE-001", `drift ${verb}: expected ${verbs.join(" or ")}`);
    }
    const stray = verb === "repair" ? exitZero && "--exit-zero" : includeFound && "--include-found";
    if (stray) throw new DayError("DAY-USE-001", `drift ${verb} does not take ${stray}`, { fix: `leave out ${stray}` });
    const { readDriftRequest } = await import("../lib/cluster/drift/drift_request.ts");
    const { chooseCluster } = await import("./wiring/choose_cluster.ts");
    const { driftQuestion } = await import("../lib/cluster/drift/drift_question.ts");
    const { checkDrift } = await import("../lib/cluster/drift/check_drift.ts");
    const { driftAnswer, driftLines } = await import("../lib/answers/drift/drift_answer.ts");
    const { createDeps } = await import("./wiring/create_deps.ts");
    const { record, ...named } = await readDriftRequest(context, flags);
    const { cluster, ...where } = await chooseCluster(context, named);
    const deps = createDeps(context, where);
    const { place, question } = await driftQuestion(deps, cluster, record);
    if (verb === "repair") {
      const { repairDrift } = await import("../lib/cluster/drift/repair_drift.ts");
      const { driftRepairAnswer } = await import("../lib/answers/drift/drift_repair_answer.ts");
      const linesOf = (found: Parameters<typeof driftLines>[0]) => driftLines(found, question);
      return driftRepairAnswer(await repairDrift(deps, { place, question }, { includeFound, linesOf }), question);
    }
    return driftAnswer(await checkDrift(deps, question), question, { exitZero });
  },
});

export default drift;

if (import.meta.main) await (await import("./wiring/start_process.ts")).startProcess(drift);
