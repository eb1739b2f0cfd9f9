import { task } from "../lib/cli/task.ts";
import { DayError } from "../lib/host/errors/day_error.ts";
import { ownProcess } from "../lib/host/system/own_process.ts";
import { chosenPcluster } from "../lib/toolchain/versions.ts";
import { pclusterFlag } from "./wiring/pcluster_flag.ts";

const sandbox = task({
  name: "sandbox",
  brief: "Run a simulated AWS on this machine, with the real ParallelCluster, to try dayctl without an AWS account",
  description: "up: install its programs on first use, and start it with an empty account and configuration folder; " +
    "--pcluster chooses the version\n" +
    "down: stop it and delete its data\nstatus: show whether it runs, and what it cannot simulate\n" +
    "reset: delete its data and continue with an empty account\nshell: start a shell that uses the sandbox (-c COMMAND: run one command)",
  examples: [
    { what: "install and start it", command: "deno task sandbox up" },
    {
      what: "run a task on it",
      command: "deno task create --sandbox --region-az us-west-2b --config config/demo.yaml",
    },
    {
      what: "run one command in it",
      command: "deno task sandbox shell -c 'pcluster list-clusters --region us-west-2'",
    },
  ],
  helpWithoutArguments: true,
  flags: {
    command: { kind: "text", brief: "command that shell runs instead of an interactive shell", placeholder: "COMMAND" },
    ...pclusterFlag,
  },
  aliases: { c: "command" },
  words: {
    brief: "up, down, status, reset or shell",
    placeholder: "verb",
    values: ["up", "down", "status", "reset", "shell"],
    least: 1,
    most: 1,
  },
  async run({ command, pcluster }, [verb], deps) {
    const { environment } = deps;
    const { sandboxDown, sandboxReset, sandboxShell, sandboxStatus, sandboxUp } = await import(
      "../lib/sandbox/sandbox.ts"
    );
    const { sandboxAnswer } = await import("../lib/sandbox/sandbox_answer.ts");
    const { upCommand } = await import("./wiring/up_command.ts");
    const version = chosenPcluster(pcluster);
    switch (verb) {
      case "up":
        return sandboxAnswer(await sandboxUp(deps, upCommand(environment, version), version));
      case "down":
        return sandboxAnswer(undefined, await sandboxDown(deps) ? "the sandbox is stopped" : "no sandbox was running");
      case "status":
        return sandboxAnswer(await sandboxStatus(deps));
      case "reset":
        return sandboxAnswer(await sandboxReset(deps));
      case "shell":
        return { exitCode: await sandboxShell(deps, command), json: {}, text: "" };
      // What `up` starts in the background.
      case "serve":
        await (await import("../lib/sandbox/serve.ts")).serveSandbox(deps, await ownProcess(environment), version);
        return { json: {}, text: "" };
      default:
        throw new DayError("DAY-USE-001", `sandbox ${verb}: expected up, down, status, reset or shell`);
    }
  },
});

export default sandbox;

if (import.meta.main) await (await import("./wiring/start_process.ts")).startProcess(sandbox);
