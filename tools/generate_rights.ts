import { tasks } from "../tasks/tasks.ts";
import { taskRights } from "../tests/support/task_rights.ts";

/** Writes again which IAM actions each task needs, and what for. */
if (import.meta.main) {
  const path = new URL("../lib/infra/policies/task_rights.json", import.meta.url);
  await Deno.writeTextFile(path, JSON.stringify(await taskRights(tasks), null, 2) + "\n");
}
