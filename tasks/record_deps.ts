import type { TaskContext } from "../lib/cli/task.ts";
import type { RecordDeps } from "../lib/cluster/recorded_runs.ts";
import { systemClock } from "../lib/host/clock.ts";
import { systemFiles } from "../lib/host/system_files.ts";

/** The real world for looking into the configuration folder. */
export function recordDeps({ environment }: Pick<TaskContext, "environment">): RecordDeps {
  return { environment, files: systemFiles, clock: systemClock };
}
