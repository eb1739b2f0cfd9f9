import { systemClock } from "../lib/host/clock.ts";
import type { Environment } from "../lib/host/environment.ts";
import type { Emit } from "../lib/host/events.ts";
import { systemFolders } from "../lib/host/folders.ts";
import { systemFiles } from "../lib/host/system_files.ts";
import { systemProcesses } from "../lib/host/system_processes.ts";
import type { InstallDeps } from "../lib/toolchain/environments.ts";

/** The real world for the sandbox. */
export function sandboxDeps(environment: Environment, emit: Emit): InstallDeps {
  return {
    environment,
    emit,
    files: systemFiles,
    folders: systemFolders,
    processes: systemProcesses(environment),
    clock: systemClock,
  };
}
