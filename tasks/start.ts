import { failTask } from "../lib/cli/run_task.ts";
import { start as startHere } from "../lib/cli/start.ts";
import type { Task } from "../lib/cli/task.ts";
import { standardStreams } from "../lib/host/standard_streams.ts";

/** Starts a task here, or inside the sandbox when `--sandbox` asks for it. @returns the exit code */
export async function start(task: Task, argv: readonly string[]): Promise<number> {
  const wantsHelp = argv.includes("--help") || argv.includes("-h");
  if (!argv.includes("--sandbox") || wantsHelp) return await startHere(task, argv);
  const { enterSandbox } = await import("../lib/sandbox/enter_sandbox.ts");
  try {
    return await enterSandbox(task.name, argv.filter((word) => word !== "--sandbox"));
  } catch (error) {
    return await failTask(task, argv, standardStreams(), error);
  }
}
