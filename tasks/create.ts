import type { RecordedRun } from "../lib/cluster/create.ts";
import { task } from "../lib/cli/task.ts";
import { start } from "./start.ts";

const create = task({
  name: "create",
  brief: "Check everything that can be checked, then create a cluster and watch until it stands",
  description:
    "Nothing is written to AWS before all nine gates of the preflight have passed. Whatever interrupts a run, " +
    "create --resume goes on with it. The budget daylily-global that is made with the first cluster filters on that cluster's " +
    "name: it is no cap on the whole account.",
  helpWithoutArguments: true,
  startsTools: true,
  flags: {
    regionAz: {
      kind: "text",
      brief: "availability zone, for example us-west-2b; everything is built in its region",
      placeholder: "ZONE",
    },
    config: { kind: "text", brief: "configuration file; else DAY_EX_CFG", placeholder: "FILE" },
    set: { kind: "texts", brief: "one configuration key, before the file (repeatable)", placeholder: "KEY=VALUE" },
    cluster: { kind: "text", brief: "short for --set cluster_name=NAME", placeholder: "NAME" },
    template: { kind: "text", brief: "short for --set cluster_template_yaml=FILE", placeholder: "FILE" },
    passOnWarn: { kind: "toggle", brief: "go on when a check only warns" },
    repoOverride: {
      kind: "texts",
      brief: "branch or tag of a repository on the head node (repeatable)",
      placeholder: "KEY:REF",
    },
    tag: { kind: "texts", brief: "one more tag of the cluster (repeatable)", placeholder: "KEY=VALUE" },
    sshCidr: { kind: "text", brief: "who may log in to the head node; 0.0.0.0/0 when left out", placeholder: "CIDR" },
    createTimeout: { kind: "text", brief: "minutes to wait for the cluster; 90 when left out", placeholder: "MIN" },
    resume: {
      kind: "optionalText",
      brief: "go on with an interrupted run: its time stamp, its name, or the only one",
      placeholder: "RUN",
    },
    plan: { kind: "toggle", brief: "show what would be made and what it would cost, and stop" },
  },
  async check({ repoOverride }) {
    const { readOverrides } = await import("../lib/cluster/read_request.ts");
    const { systemEnvironment } = await import("../lib/host/system_environment.ts");
    const { systemFiles } = await import("../lib/host/system_files.ts");
    await readOverrides({ files: systemFiles, environment: systemEnvironment() }, repoOverride);
  },
  async run(flags, _words, context) {
    const { create, recordedRun, resumeCreate } = await import("../lib/cluster/create.ts");
    const { readRequest, refuseDisagreement } = await import("../lib/cluster/read_request.ts");
    const { createAnswer } = await import("../lib/cluster/create_answer.ts");
    const { createDeps } = await import("./create_deps.ts");
    const surroundings = { ...context, files: (await import("../lib/host/system_files.ts")).systemFiles };
    const recorded = flags.resume === undefined ? undefined : await recordedRun(surroundings, flags.resume);
    if (recorded !== undefined) refuseDisagreement(flags, recorded.request);
    const request = recorded?.request ?? await readRequest(surroundings, flags);
    const deps = createDeps(context, request);
    if (flags.plan) {
      const { planCreation } = await import("../lib/cluster/planned_creation.ts");
      const { planAnswer } = await import("../lib/cluster/plan_answer.ts");
      return planAnswer(await planCreation(deps, request));
    }
    const resume = (other: RecordedRun) => resumeCreate(createDeps(context, other.request), other);
    const result = recorded === undefined ? await create(deps, request, resume) : await resumeCreate(deps, recorded);
    return createAnswer(result, context.environment);
  },
});

export default create;

if (import.meta.main) Deno.exit(await start(create, Deno.args));
