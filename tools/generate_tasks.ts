import { tasks } from "../tasks/tasks.ts";
import { taskEntries, taskFilesText, withTaskEntries } from "./task_entries.ts";

/** Writes the product's tasks into `deno.json` again, and where each of them stands. */
if (import.meta.main) {
  const path = new URL("../deno.json", import.meta.url);
  await Deno.writeTextFile(path, withTaskEntries(await Deno.readTextFile(path), taskEntries(tasks)));
  await Deno.writeTextFile(new URL("../tasks/wiring/task_files.ts", import.meta.url), taskFilesText(tasks));
}
