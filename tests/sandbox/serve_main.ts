import { ownProcess } from "../../lib/host/system/own_process.ts";
import { systemClock } from "../../lib/host/clock.ts";
import { systemFolders } from "../../lib/host/system/system_folders.ts";
import { systemEnvironment } from "../../lib/host/system/system_environment.ts";
import { systemFiles } from "../../lib/host/system/system_files.ts";
import { systemProcesses } from "../../lib/host/system/system_processes.ts";
import { chosenPcluster } from "../../lib/toolchain/versions.ts";
import { serveSandbox } from "../../lib/sandbox/serve.ts";

/** The background sandbox as a program, for tests; the product has the task `sandbox` for it. */
if (import.meta.main) {
  const environment = systemEnvironment();
  const deps = {
    environment,
    files: systemFiles,
    folders: systemFolders,
    processes: systemProcesses(environment),
    clock: systemClock,
    emit: ({ message }: { message: string }) => console.error(message),
  };
  await serveSandbox(deps, await ownProcess(deps.environment), chosenPcluster(Deno.args[0]));
  Deno.exit(0);
}
