import { guarded } from "../../lib/cli/commands/guarded.ts";
import { typingHost } from "../../lib/cli/commands/typed_commands.ts";
import type { Host } from "../../lib/host/host.ts";
import { namedRow, tasks } from "../tasks.ts";
import { loadTask } from "./load_task.ts";

/**
 * `dayctl TASK …`: finds the one task that is meant and loads nothing else.
 *
 * @returns the exit code
 */
export async function dispatch(host: Host, [name, ...rest]: readonly string[]): Promise<number> {
  if (name === "help" && rest.length > 0) return await dispatch(host, [rest[0], "--help"]);
  const row = namedRow(name);
  if (row !== undefined) {
    const { start } = await import("./start.ts");
    return await start(host, await loadTask(row.name), rest);
  }
  const typing = typingHost(host, tasks);
  return await guarded({ name: "dayctl" }, rest, typing, async () => {
    const { streams } = typing;
    const { showTasks, showVersion, unknownTask } = await import("../../lib/cli/commands/task_list.ts");
    if (name === undefined || ["help", "--help", "-h"].includes(name)) return showTasks(tasks, streams);
    return name === "--version" ? showVersion(streams) : await unknownTask(name, rest, tasks, streams);
  });
}
