import { toolVersion } from "../host/tool_version.ts";
import { runTask } from "./run_task.ts";
import type { Streams } from "./streams.ts";
import type { Task } from "./task.ts";

/** Runs a task in this process, on the real terminal, with the real environment. @returns the exit code */
export async function start(task: Task, argv: readonly string[], streams: Streams): Promise<number> {
  return await runTask(task, argv, streams, toolVersion, async (flags, stopped) => {
    // Help needs nothing of this.
    const { taskContext } = await import("./task_context.ts");
    return taskContext(flags, streams, ["dayctl", task.name, ...argv].join(" "), stopped);
  });
}
