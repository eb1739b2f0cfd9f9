import { tasks } from "../tasks/tasks.ts";
import { taskEntries, withTaskEntries } from "./task_entries.ts";

/** Writes the product's tasks into `deno.json` again. */
if (import.meta.main) {
  const path = new URL("../deno.json", import.meta.url);
  await Deno.writeTextFile(path, withTaskEntries(await Deno.readTextFile(path), taskEntries(tasks)));
}
