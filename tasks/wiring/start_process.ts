import type { Task } from "../../lib/cli/task.ts";
import { systemHost } from "../../lib/host/system/system_host.ts";
import { start } from "./start.ts";

/** Starts a task as what this process is for. */
export async function startProcess(task: Task): Promise<never> {
  Deno.exit(await start(systemHost(), task, Deno.args));
}
