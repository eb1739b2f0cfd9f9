import { hostname } from "node:os";
import { fileURLToPath } from "node:url";
import { awsSession } from "../lib/aws/session.ts";
import type { TaskContext } from "../lib/cli/task.ts";
import type { CreateDeps } from "../lib/cluster/create_deps.ts";
import { systemClock } from "../lib/host/clock.ts";
import { systemFiles } from "../lib/host/system_files.ts";
import { systemProcesses } from "../lib/host/system_processes.ts";
import { systemWeb } from "../lib/host/web.ts";

/** The real world for a creation in one region. */
export function createDeps(
  context: TaskContext,
  where: { readonly profile: string; readonly region: string },
): CreateDeps {
  const { environment, emit, prompter, signal, toolVersion, commandLine } = context;
  return {
    aws: awsSession({ ...where, endpoint: environment.get("AWS_ENDPOINT_URL"), emit, signal, random: Math.random }),
    random: Math.random,
    processes: systemProcesses(environment),
    files: systemFiles,
    environment,
    prompter,
    emit,
    clock: systemClock,
    web: systemWeb(signal),
    signal,
    toolVersion,
    self: { pid: Deno.pid, host: hostname(), user: environment.user, command: commandLine },
    workTree: fileURLToPath(new URL("..", import.meta.url)),
  };
}
