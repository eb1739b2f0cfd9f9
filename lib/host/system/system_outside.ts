import { hostname } from "node:os";
import { systemClock } from "../clock.ts";
import { systemFolders } from "./system_folders.ts";
import { foregroundChild } from "./foreground_child.ts";
import type { Outside } from "../host.ts";
import { interruption } from "./system_interruption.ts";
import { standardInput } from "../line_reader.ts";
import { systemEnvironment } from "./system_environment.ts";
import { systemFiles } from "./system_files.ts";
import { systemReach } from "./system_reach.ts";
import { systemProcesses } from "./system_processes.ts";

/** The real world around this process. */
export function systemOutside(): Outside {
  const environment = systemEnvironment();
  return {
    environment,
    files: systemFiles,
    folders: systemFolders,
    processes: systemProcesses(environment),
    clock: systemClock,
    reach: systemReach,
    random: Math.random,
    self: { pid: Deno.pid, host: hostname() },
    input: standardInput,
    interruption,
    every(milliseconds, work) {
      const timer = setInterval(work, milliseconds);
      return () => clearInterval(timer);
    },
    inPlace: foregroundChild,
  };
}
