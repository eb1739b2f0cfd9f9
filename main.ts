import { guarded } from "./lib/cli/guarded.ts";
import { typedStreams } from "./lib/cli/typed_commands.ts";
import { tasks } from "./tasks/tasks.ts";

/**
 * `dayctl TASK …`: finds the one task that is meant and loads nothing else.
 *
 * @returns the exit code
 */
async function main([name, ...rest]: readonly string[]): Promise<number> {
  if (name === "help" && rest.length > 0) return await main([rest[0], "--help"]);
  const entry = tasks.find((task) => task.name === name || task.aliases.includes(name));
  if (entry !== undefined) {
    const { start } = await import("./tasks/start.ts");
    return await start((await entry.load()).default, rest);
  }
  const streams = typedStreams(tasks);
  return await guarded({ name: "dayctl" }, rest, streams, async () => {
    const { showTasks, showVersion, unknownTask } = await import("./lib/cli/task_list.ts");
    if (name === undefined || ["help", "--help", "-h"].includes(name)) return showTasks(tasks, streams);
    return name === "--version" ? showVersion(streams) : await unknownTask(name, rest, tasks, streams);
  });
}

if (import.meta.main) Deno.exit(await main(Deno.args));
