import { start } from "./lib/cli/start.ts";
import type { Task } from "./lib/cli/task.ts";
import { tasks } from "./tasks/tasks.ts";

/**
 * `dayctl TASK …`: finds the one task that is meant and loads nothing else.
 *
 * @returns the exit code
 */
async function main([name, ...rest]: readonly string[]): Promise<number> {
  const entry = tasks.find((task) => task.name === name || task.aliases.includes(name));
  if (entry !== undefined) return await runTask((await entry.load()).default, rest);
  const { showTasks, showVersion, unknownTask } = await import("./lib/cli/task_list.ts");
  if (name === undefined || name === "--help" || name === "-h") return showTasks(tasks);
  return name === "--version" ? showVersion() : unknownTask(name, tasks);
}

/** Runs one task here, or inside the sandbox when `--sandbox` asks for it. @returns the exit code */
export async function runTask(task: Task, argv: readonly string[]): Promise<number> {
  if (!argv.includes("--sandbox") || argv.includes("--help") || argv.includes("-h")) return await start(task, argv);
  const { enterSandbox } = await import("./lib/sandbox/enter_sandbox.ts");
  return await enterSandbox(task.name, argv.filter((word) => word !== "--sandbox"));
}

if (import.meta.main) Deno.exit(await main(Deno.args));
