import type { Environment } from "../../lib/host/environment.ts";
import type { Processes } from "../../lib/host/processes.ts";
import { systemProcesses } from "../../lib/host/system/system_processes.ts";

/** Real children of a program in this process: nothing here has a terminal, and the memory of all tests together is large. */
export function childrenHere(environment: Environment): Processes {
  return systemProcesses(environment, { session: "shared" });
}
