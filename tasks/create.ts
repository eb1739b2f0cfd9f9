import type { RecordedRun } from "../lib/cluster/create/create.ts";
import { task } from "../lib/cli/task.ts";
import { DayError } from "../lib/host/errors/day_error.ts";
import { checkOverrides, creationFlags } from "./wiring/creation_flags.ts";
import { creationVariables } from "./wiring/creation_variables.ts";

const create = task({
  name: "create",
  brief: "Check everything that can be checked, then create a cluster and watch until it is complete",
  description:
    "Nothing is written to AWS before all nine gates of the preflight have passed. Whatever interrupts a run, " +
    "deno task create --resume goes on with it. The budget daylily-global that is made with the first cluster filters on that cluster's " +
    "name: it is no cap on the whole account.",
  examples: [
    {
      what: "ask for what the configuration leaves open",
      command: "deno task create --region-az us-west-2b --config my.yaml",
    },
    { what: "what would be made, and what it would cost", command: "deno task create --region-az us-west-2b --plan" },
    { what: "go on with the run that was interrupted", command: "deno task create --resume" },
    {
      what: "ask nothing; everything stands in the file or here",
      command: "deno task create --region-az us-west-2b --config my.yaml --non-interactive \\\n" +
        "    --set cluster_name=mine --pass-on-warn",
    },
  ],
  variables: { ...creationVariables, DAY_BREAK: "1: stop after the dry run, nothing is created" },
  helpWithoutArguments: true,
  startsTools: true,
  hasStatus: true,
  flags: {
    ...creationFlags,
    resume: {
      kind: "optionalText",
      brief: "go on with an interrupted run: its time stamp, its name, or the only one",
      placeholder: "RUN",
    },
    newRun: {
      kind: "toggle",
      brief: "begin anew although a run of this cluster is unfinished; what it has made is taken over",
    },
    plan: { kind: "toggle", brief: "show what would be made and what it would cost, and stop" },
  },
  check: checkOverrides,
  async run(flags, _words, context) {
    if (flags.newRun && flags.resume !== undefined) {
      const fix = "--resume goes on with a run and its answers, --new-run begins one over it: give one of the two";
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
