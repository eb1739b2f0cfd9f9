import { task } from "../lib/cli/task.ts";
import { DayError } from "../lib/host/errors/day_error.ts";
import { viaOf } from "../lib/host/net/via.ts";
import { worksetFlags } from "./wiring/workset_flags.ts";
import { isWorksetCommand, worksetCommands } from "./wiring/workset_commands.ts";

const monitorWorksets = task({
  name: "monitor-worksets",
  brief:
    "Watch an S3 folder for worksets (input folders of pipeline runs) and run their pipelines on clusters, which are created when needed",
  description:
    "Several monitors can share one folder: each workset is processed exactly once, even if a monitor stops. A lease in S3 says " +
    "which monitor works on it, and a journal records its progress. When a workset has ended, the monitor deletes the resources that " +
    "it created for it.\n" +
    "Sub-commands, written before the folder: report (show the state of all worksets), validate (check one without running it), " +
    "explain (say why one failed), retry, cancel, unlock (remove the lock of a monitor that has stopped for good), archive (move an " +
    "ended one to archived/), and unit (print a systemd unit file with the given flags).",
  examples: [
    {
      what: "process the worksets that are ready now, then stop",
      command: "deno task monitor-worksets s3://bucket/worksets --region us-west-2 --run-once",
    },
    {
      what: "show the state of all worksets",
      command: "deno task monitor-worksets report s3://bucket/worksets --region us-west-2",
    },
  ],
  variables: { DAY_EX_CFG: "cluster configuration file for worksets that do not name one" },
  helpWithoutArguments: true,
  startsTools: true,
  flags: worksetFlags,
  words: {
    brief: "the S3 folder of the worksets; before it a sub-command, after it the workset for the sub-command",
    placeholder: "WORD",
    usage: "[SUB-COMMAND] s3://BUCKET/FOLDER [WORKSET] [FLAGS]",
    least: 1,
    most: 3,
  },
  async run(flags, words, context) {
    const { refuseStrangeFlags } = await import("./wiring/refuse_strange_flags.ts");
    refuseStrangeFlags(flags, isWorksetCommand(words[0]) ? words[0] : undefined);
    if (isWorksetCommand(words[0])) return await worksetCommands[words[0]](flags, words.slice(1), context);
    if (words.length > 1) {
      throw new DayError(
        "DAY-USE-001",
        `${words[0]} is no sub-command; expected ${Object.keys(worksetCommands).join(", ")}`,
      );
    }
    const { rootAddress } = await import("../lib/worksets/contract/root_address.ts");
    const { worksetDeps, monitorOptions } = await import("./wiring/workset_deps.ts");
    const { monitor } = await import("../lib/worksets/monitor/monitor.ts");
    const { monitorAnswer, planAnswer } = await import("../lib/answers/worksets/monitor_answer.ts");
    const address = rootAddress(words[0]);
    const options = monitorOptions(flags);
    if (flags.logFormat === "json" && flags.output === "json") {
      throw new DayError(
        "DAY-USE-001",
        "--log-format json and --output json cannot be used together: both print JSON to standard output",
      );
    }
    if (!flags.dryRun && flags.runLocation !== "local") {
      const { requireSsh } = await import("../lib/cluster/headnode/require_ssh.ts");
      await requireSsh(context, viaOf(flags.via));
    }
    const deps = await worksetDeps(context, flags, address);
    if (flags.dryRun) {
      const { planWorksets } = await import("../lib/worksets/monitor/plan_worksets.ts");
      const { inFoundRoot } = await import("./wiring/own_local_root.ts");
      return planAnswer(await planWorksets(await inFoundRoot(context, deps), options));
    }
    const outcomes = await monitor(deps, options);
    context.signal.throwIfAborted();
    return monitorAnswer(outcomes, { failOnError: flags.failOnError, isQuiet: flags.logFormat === "json" });
  },
});

export default monitorWorksets;

if (import.meta.main) await (await import("./wiring/start_process.ts")).startProcess(monitorWorksets);
