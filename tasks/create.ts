import type { RecordedRun } from "../lib/cluster/create/create.ts";
import { task } from "../lib/cli/task.ts";
import { DayError } from "../lib/host/errors/day_error.ts";
import { checkOverrides, creationFlags } from "./wiring/creation_flags.ts";
import { creationVariables } from "./wiring/creation_variables.ts";

const create = task({
  name: "create",
  brief: "Check everything first, then create a cluster and wait until it is complete",
  description:
    "Nothing is written to AWS before all nine gates (groups of checks) of the preflight have passed. After an interruption, " +
    "deno task create --resume continues the run. The budget daylily-global, created with the first cluster, counts only that cluster's " +
    "costs: it does not limit the whole account.",
  examples: [
    {
      what: "ask for the values that the configuration does not set",
      command: "deno task create --region-az us-west-2b --config my.yaml",
    },
    {
      what: "show what would be created and what it would cost",
      command: "deno task create --region-az us-west-2b --config my.yaml --plan",
    },
    { what: "continue the interrupted run", command: "deno task create --resume" },
    {
      what: "ask no questions: every value comes from the file or the command line",
      command: "deno task create --region-az us-west-2b --config my.yaml --non-interactive \\\n" +
        "    --set cluster_name=mine --pass-on-warn",
    },
  ],
  variables: {
    ...creationVariables,
    DAY_BREAK: "1: stop after ParallelCluster's dry run, without creating the cluster",
  },
  helpWithoutArguments: true,
  startsTools: true,
  hasStatus: true,
  flags: {
    ...creationFlags,
    resume: {
      kind: "optionalText",
      brief: "continue an interrupted run: the one with this name or time stamp, or without a value the only one",
      placeholder: "RUN",
    },
    newRun: {
      kind: "toggle",
      brief:
        "do not resume the unfinished run of this cluster, but start a new run, which uses the resources of the unfinished one, not its answers",
    },
    plan: { kind: "toggle", brief: "show what would be created and what it would cost, and stop" },
  },
  check: checkOverrides,
  async run(flags, _words, context) {
    if (flags.newRun && flags.resume !== undefined) {
      const fix = "give only one of them: --resume continues a run with its answers, --new-run starts a new run";
      throw new DayError("DAY-USE-001", "--resume and --new-run exclude each other", { fix });
    }
    const { create, recordedRun, resumeCreate } = await import("../lib/cluster/create/create.ts");
    const { hasPassed } = await import("../lib/cluster/deadline/decide_deadline.ts");
    const { readRequest, refuseDisagreement } = await import("../lib/cluster/create/read_request.ts");
    const { createAnswer } = await import("../lib/answers/creation/create_answer.ts");
    const { createDeps } = await import("./wiring/create_deps.ts");
    const { hasOwnOptions } = await import("../lib/cluster/known/own_options.ts");
    const { requireSession } = await import("../lib/cluster/headnode/require_session.ts");
    const recorded = flags.resume === undefined ? undefined : await recordedRun(context, flags.resume);
    // A deadline that has passed is the one answer that a resume needs anew.
    const needsTtl = recorded !== undefined && hasPassed(recorded.run.facts, context.clock.now());
    if (recorded !== undefined) refuseDisagreement(needsTtl ? { ...flags, ttl: undefined } : flags, recorded.request);
    const request = recorded?.request ?? await readRequest(context, flags);
    const deps = createDeps(context, request);
    // Before anything costs money.
    if (request.via === "ssm") await requireSession(deps);
    const { unanswered } = await import("../lib/answers/creation/unanswered.ts");
    const own = [...flags.plan ? ["--plan"] : [], ...flags.newRun ? ["--new-run"] : []];
    try {
      if (flags.plan) {
        const { planCreation } = await import("../lib/cluster/create/plan_creation.ts");
        const { planAnswer } = await import("../lib/answers/creation/plan_answer.ts");
        return planAnswer(await planCreation(deps, request), context.environment);
      }
      const resume = (other: RecordedRun) => resumeCreate(createDeps(context, other.request), other);
      const result = recorded === undefined
        ? await create(deps, request, { anew: flags.newRun, resume })
        : await resumeCreate(deps, needsTtl && flags.ttl !== undefined ? { ...recorded, ttl: flags.ttl } : recorded);
      return createAnswer(result, context.environment, { own, hasOwnOptions: await hasOwnOptions(context) });
    } catch (error) {
      const call = { task: "create", request, environment: context.environment, own } as const;
      return unanswered(call, error, { status: "failed" });
    }
  },
});

export default create;

if (import.meta.main) await (await import("./wiring/start_process.ts")).startProcess(create);
