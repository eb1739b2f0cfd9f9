import type { Task } from "../../lib/cli/task.ts";
import { taskFiles } from "./task_files.ts";

/** Loads the task of a row. */
export async function loadTask(name: string): Promise<Task> {
  return (await taskFiles[name]()).default;
}
