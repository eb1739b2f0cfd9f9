import { guarded } from "../lib/cli/guarded.ts";
import type { Streams } from "../lib/cli/streams.ts";
import { start as startHere } from "../lib/cli/start.ts";
import type { Task } from "../lib/cli/task.ts";
import { typedStreams } from "../lib/cli/typed_commands.ts";
import { tasks } from "./tasks.ts";

/** Starts a task here, or inside the sandbox when `--sandbox` asks for it. @returns the exit code */
export async function start(task: Task, argv: readonly string[]): Promise<number> {
  const streams = typedStreams(tasks);
  return await guarded(task, argv, streams, () => startSomewhere(task, argv, streams));
}

async function startSomewhere(task: Task, argv: readonly string[], streams: Streams): Promise<number> {
  const wantsHelp = argv.includes("--help") || argv.includes("-h");
  if (!argv.includes("--sandbox") || wantsHelp) return await startWithTools(task, argv, streams, wantsHelp);
  const { enterSandbox } = await import("../lib/sandbox/enter_sandbox.ts");
  return await enterSandbox(task.name, argv.filter((word) => word !== "--sandbox"));
}

async function startWithTools(
  task: Task,
  argv: readonly string[],
  streams: Streams,
  wantsHelp: boolean,
): Promise<number> {
  if (!task.startsTools || wantsHelp || argv.length === 0) return await startHere(task, argv, streams);
  const { systemEnvironment } = await import("../lib/host/system_environment.ts");
  const { toolchainEnvironment } = await import("./toolchain_path.ts");
  const environment = systemEnvironment();
  const extended = await toolchainEnvironment(environment);
  if (extended === undefined) return await startHere(task, argv, streams);
  const { foregroundChild } = await import("../lib/host/foreground_child.ts");
  const { ownCommand } = await import("../lib/host/own_command.ts");
  if (extended.origins.includes("conda")) streams.err("  using the tools of the conda environment DAY-EC\n");
  return await foregroundChild([...ownCommand(environment, task.name, "changing"), ...argv], extended.variables);
}
