import { join } from "node:path";
import type { WorkFile } from "../contract/work_file.ts";
import type { Held } from "../protocol/hold.ts";
import { runScript, runWatcher, variablesText } from "./scripts/run_script.ts";
import type { WorkDeps } from "./work_deps.ts";
import { runFolder } from "./workspace.ts";

/** What a run is started with, in its folder. */
export const runFiles = { variables: "variables.sh", script: "run.sh", watcher: "watch.sh" } as const;

type RunPlace = {
  /** The folder of the pipeline where it runs. */
  readonly pipeline: string;
  /** The folder of the run there. */
  readonly there: string;
};

/** Writes what a run is started with into its folder on this host. */
export async function writeRun(
  { files, folders, options }: WorkDeps,
  held: Held,
  settings: WorkFile["pipeline"],
  { pipeline, there }: RunPlace,
): Promise<void> {
  const run = runFolder(options.localRoot, held);
  const script = { pipeline, variables: join(there, runFiles.variables), allowShell: options.allowShell };
  await files.ensureFolder(run);
  await folders.put(join(run, runFiles.variables), variablesText(settings.environment), 0o600);
  await files.replace(join(run, runFiles.script), runScript(settings, script));
  await files.replace(join(run, runFiles.watcher), runWatcher);
}
