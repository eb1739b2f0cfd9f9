import type { Task } from "../../lib/cli/task.ts";
import { taskFiles } from "./task_files.ts";

/**
 * Loads the task of a row.
 *
 * Only what starts every task may import this: before the first line runs, Deno reads everything behind every import that is written out,
 * also behind those that never happen, so that a single task would wait for the files of all.
 */
export async function loadTask(name: string): Promise<Task> {
  return (await taskFiles[name]()).default;
}
