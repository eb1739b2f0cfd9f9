import { tasks } from "./tasks/tasks.ts";

/**
 * `dayctl TASK …`: finds the one task that is meant and loads nothing else.
 *
 * @returns the exit code
 */
async function main([name, ...rest]: readonly string[]): Promise<number> {
  const entry = tasks.find((task) => task.name === name || task.aliases.includes(name));
  if (entry !== undefined) {
    const { start } = await import("./tasks/start.ts");
    return await start((await entry.load()).default, rest);
  }
  const { showTasks, showVersion, unknownTask } = await import("./lib/cli/task_list.ts");
  if (name === undefined || name === "--help" || name === "-h") return showTasks(tasks);
  return name === "--version" ? showVersion() : unknownTask(name, tasks);
}

if (import.meta.main) Deno.exit(await main(Deno.args));
