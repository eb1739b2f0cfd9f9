import { guarded } from "../../lib/cli/commands/guarded.ts";
import { runTask } from "../../lib/cli/commands/run_task.ts";
import type { Task } from "../../lib/cli/task.ts";
import { typingHost } from "../../lib/cli/commands/typed_commands.ts";
import type { Host } from "../../lib/host/host.ts";
import { versionText } from "../../lib/host/tool_version.ts";
import { tasks } from "../tasks.ts";

/** Starts a task here, or inside the sandbox when `--sandbox` asks for it. @returns the exit code */
export async function start(host: Host, task: Task, argv: readonly string[]): Promise<number> {
  const typing = typingHost(host, tasks);
  return await guarded(task, argv, typing, () => startSomewhere(typing, task, argv));
}

async function startSomewhere(host: Host, task: Task, argv: readonly string[]): Promise<number> {
  const wantsHelp = argv.length === 0 || argv.includes("--help") || argv.includes("-h");
  if (wantsHelp) return await startHere(host, task, argv);
  if (argv.includes("--sandbox")) {
    const { enterSandbox } = await import("../../lib/sandbox/enter_sandbox.ts");
    const { taskCommand } = await import("./task_command.ts");
    const outside = await host.outside();
    const rest = argv.filter((word) => word !== "--sandbox");
    return await enterSandbox(outside, taskCommand(outside.environment, task.name, rest));
  }
  return task.startsTools ? await startWithTools(host, task, argv) : await startHere(host, task, argv);
}

async function startWithTools(host: Host, task: Task, argv: readonly string[]): Promise<number> {
  const outside = await host.outside();
  const { toolchainEnvironment } = await import("./toolchain_path.ts");
  const extended = await toolchainEnvironment(outside);
  if (extended === undefined) return await startHere(host, task, argv);
  const { taskCommand } = await import("./task_command.ts");
  if (extended.origins.includes("conda")) host.streams.err("  using the tools of the conda environment DAY-EC\n");
  return await outside.inPlace(taskCommand(outside.environment, task.name, argv), extended.variables);
}

async function startHere(host: Host, task: Task, argv: readonly string[]): Promise<number> {
  return await runTask(task, argv, host, versionText(), async (flags, stopped) => {
    // Help needs nothing of this.
    const { taskContext } = await import("../../lib/cli/commands/task_context.ts");
    const commandLine = ["dayctl", task.name, ...argv].join(" ");
    return taskContext(flags, host.streams, await host.outside(), commandLine, stopped);
  });
}
