import { systemClock } from "../../lib/host/clock.ts";
import { systemFolders } from "../../lib/host/system/system_folders.ts";
import type { Finished, Processes, RunOptions } from "../../lib/host/processes.ts";
import { systemEnvironment } from "../../lib/host/system/system_environment.ts";
import { systemFiles } from "../../lib/host/system/system_files.ts";
import type { InstallDeps } from "../../lib/toolchain/environments.ts";

export type Script = (argv: readonly string[], options: RunOptions) => Finished | undefined;
export const ok: Finished = { code: 0, stdout: "", stderr: "" };

/** Programs on an imagined `PATH`; what runs is noted. */
export function scripted(programs: Readonly<Record<string, string>>, script: Script = () => undefined) {
  const ran: string[] = [];
  const processes: Processes = {
    which: (program) => Promise.resolve(program in programs ? `/bin/${program}` : undefined),
    async run(argv, options = {}) {
      await Promise.resolve();
      const told = script(argv, options);
      if (told) return told;
      if (argv[1] === "-c") {
        const stdout = programs[argv[0].slice("/bin/".length)];
        return stdout === "fails" ? { code: 127, stdout: "", stderr: "not chosen" } : { ...ok, stdout };
      }
      if (argv[2] === "venv") {
        for (const name of ["bin", "lib/python3.11"]) await Deno.mkdir(`${argv[3]}/${name}`, { recursive: true });
      }
      const what = argv[2] === "venv" ? `venv ${argv[3]}` : `pip ${argv.at(-1)}`;
      ran.push(what.replace(/\S*\/tools\//, "").replace(/-[0-9a-f]{12}/, ""));
      options.onLine?.("Collecting moto==5.2.1");
      return ok;
    },
    isRunning: () => Promise.resolve(false),
    find: () => Promise.resolve([]),
    end: () => Promise.resolve(),
  };
  return { processes, ran };
}

export async function inCache(
  processes: Processes,
  run: (deps: InstallDeps, said: string[]) => Promise<void>,
): Promise<void> {
  const cache = await Deno.makeTempDir({ prefix: "dayctl-cache-" });
  const outer = systemEnvironment();
  const environment = { ...outer, get: (name: string) => name === "XDG_CACHE_HOME" ? cache : outer.get(name) };
  const said: string[] = [];
  const emit = ({ message }: { message: string }) => void said.push(message);
  try {
    await run({ environment, files: systemFiles, folders: systemFolders, processes, clock: systemClock, emit }, said);
  } finally {
    await Deno.remove(cache, { recursive: true });
  }
}
