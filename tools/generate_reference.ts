import { referencePage } from "../lib/cli/pages/reference_page.ts";
import { tasks } from "../tasks/tasks.ts";
import { loadTask } from "../tasks/wiring/load_task.ts";

/** Writes the reference page of the tasks again. */
if (import.meta.main) {
  const all = await Promise.all(tasks.map(async ({ name, aliases }) => ({ task: await loadTask(name), aliases })));
  await Deno.writeTextFile(new URL("../docs/reference.md", import.meta.url), referencePage(all));
}
