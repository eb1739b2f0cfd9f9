import { task } from "../lib/cli/task.ts";
import { runTask } from "../main.ts";

const create = task({
  name: "create",
  brief: "Check everything that can be checked, then create a cluster and watch until it stands",
  description:
    "Nothing is written to AWS before all nine gates of the preflight have passed. Whatever interrupts a run, " +
    "create --resume goes on with it. The budget daylily-global that is made with the first cluster filters on that cluster's " +
    "name: it is no cap on the whole account.",
  helpWithoutArguments: true,
  flags: {
    regionAz: {
      kind: "text",
      brief: "availability zone, for example us-west-2b; its region is where all is built",
      placeholder: "ZONE",
    },
    config: { kind: "text", brief: "configuration file; else DAY_EX_CFG", placeholder: "FILE" },
    set: { kind: "texts", brief: "set one configuration key, before the file (repeatable)", placeholder: "KEY=VALUE" },
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
  },
  async run(flags, _words, context) {
    const { createTask } = await import("../lib/cluster/create_task.ts");
    return await createTask(flags, context);
  },
});

export default create;

if (import.meta.main) Deno.exit(await runTask(create, Deno.args));
