import { guarded } from "../lib/cli/guarded.ts";
import { start as startHere } from "../lib/cli/start.ts";
import type { Task } from "../lib/cli/task.ts";
import { standardStreams } from "../lib/host/standard_streams.ts";

/** Starts a task here, or inside the sandbox when `--sandbox` asks for it. @returns the exit code */
export async function start(task: Task, argv: readonly string[]): Promise<number> {
  return await guarded(task, argv, () => startSomewhere(task, argv));
}

async function startSomewhere(task: Task, argv: readonly string[]): Promise<number> {
  const wantsHelp = argv.includes("--help") || argv.includes("-h");
  if (!argv.includes("--sandbox") || wantsHelp) return await startWithTools(task, argv, wantsHelp);
  const { enterSandbox } = await import("../lib/sandbox/enter_sandbox.ts");
  return await enterSandbox(task.name, argv.filter((word) => word !== "--sandbox"));
}

async function startWithTools(task: Task, argv: readonly string[], wantsHelp: boolean): Promise<number> {
  if (!task.startsTools || wantsHelp || argv.length === 0) return await startHere(task, argv);
  const { systemEnvironment } = await import("../lib/host/system_environment.ts");
  const { toolchainEnvironment } = await import("./toolchain_path.ts");
  const environment = systemEnvironment();
  const extended = await toolchainEnvironment(environment);
  if (extended === undefined) return await startHere(task, argv);
  const { foregroundChild } = await import("../lib/host/foreground_child.ts");
  const { ownCommand } = await import("../lib/host/own_command.ts");
  standardStreams().err("  using the tools of the conda environment DAY-EC\n");
  return await foregroundChild([...ownCommand(environment, task.name, "changing"), ...argv], extended);
}
