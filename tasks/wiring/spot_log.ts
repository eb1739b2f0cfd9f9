import { dirname, join, resolve } from "node:path";
import type { TaskContext } from "../../lib/cli/task.ts";
import { openTextLog, type TextLog } from "../../lib/host/system/text_log.ts";
import { configFolder } from "../../lib/state/config_folder.ts";

/** What only looks is not worth a log of its own, and must not take the place of that of a creation. */
const logged = ["create", "reconcile", "destroy", "nuke"];

/** Opens the log of a run: where it was asked for, or in the configuration folder. The one before goes to `.1`. */
export async function openSpotLog(
  { environment, files, folders }: Pick<TaskContext, "environment" | "files" | "folders">,
  action: string,
  flag: string | undefined,
): Promise<TextLog | undefined> {
  if (flag === undefined && !logged.includes(action)) return undefined;
  const path = flag === undefined
    ? join(configFolder(environment), "spot-deploy.log")
    : resolve(environment.folder, flag);
  // A log is no reason to stop.
  await files.ensureFolder(dirname(path)).catch(() => {});
  await folders.rename(path, `${path}.1`).catch(() => {});
  return openTextLog(path);
}
