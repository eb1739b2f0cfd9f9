import { hostname } from "node:os";
import { join } from "node:path";
import type { Clock } from "../host/clock.ts";
import { DayError } from "../host/day_error.ts";
import type { Environment } from "../host/environment.ts";
import type { Emit } from "../host/events.ts";
import { tryFileLock } from "../host/file_lock.ts";
import type { Files } from "../host/files.ts";
import type { Folders } from "../host/folders.ts";
import type { Processes } from "../host/processes.ts";
import { findPython, type Python } from "./find_python.ts";
import emulator from "./requirements/emulator.txt" with { type: "text" };
import pcluster from "./requirements/pcluster.txt" with { type: "text" };
import jq from "./requirements/run_jq.py" with { type: "text" };
import references from "./requirements/references.txt" with { type: "text" };

export type InstallDeps = {
  readonly environment: Environment;
  readonly files: Files;
  readonly folders: Folders;
  readonly processes: Processes;
  readonly clock: Clock;
  readonly emit: Emit;
};

/** Absolute paths of the three virtual environments, and of a folder to put on `PATH`. */
export type Tools = {
  readonly emulator: string;
  readonly pcluster: string;
  readonly references: string;
  /**
   * Links to `pcluster`, `daylily-omics-references.sh` and `aws` only, so that no foreign `python3` comes along. Its folder
   * `fallback` belongs at the end of `PATH`: it has the `jq` that the reference check calls, for machines without one.
   */
  readonly bin: string;
};

const requirements = { emulator, pcluster, references } as const;
type Name = keyof typeof requirements;

const links: readonly (readonly [program: string, from: Name])[] = [
  ["pcluster", "pcluster"],
  ["daylily-omics-references.sh", "references"],
  ["aws", "references"],
];

/** The folder of everything that the sandbox keeps between runs: `$XDG_CACHE_HOME/dayctl`, else `~/.cache/dayctl`. */
export function cacheFolder(environment: Environment): string {
  return join(environment.get("XDG_CACHE_HOME") ?? join(environment.home, ".cache"), "dayctl");
}

/**
 * Installs the emulator, the genuine `pcluster` and the genuine reference check, each in a virtual environment of its own, and
 * does nothing when they are there. A folder is named after a hash of its requirements and the Python version, so another
 * release never changes what a running sandbox uses. Virtual environments hold absolute paths and cannot be renamed into place:
 * the marker `complete`, written last, tells a finished one from one whose installation was interrupted, which is made anew.
 *
 * @throws DayError `DAY-SBX-001` without a usable Python, or with the last lines of a failed installation
 * @see spec/sandbox.md section 1
 */
export async function installTools(deps: InstallDeps): Promise<Tools> {
  const home = join(cacheFolder(deps.environment), "tools");
  const note = join(home, `installed-${await digest([...Object.values(requirements), jq].join())}.json`);
  const known = await installed(deps, note);
  if (known !== undefined) return known;
  const python = await findPython(deps.processes);
  const [emulator, pcluster, references] = await allFinished(
    (["emulator", "pcluster", "references"] as const).map((name) => installOne(deps, home, python, name)),
  );
  const bin = join(home, `bin-${await digest(pcluster + references)}`);
  const tools = { emulator, pcluster, references, bin };
  await alone(deps, `${tools.bin}.lock`, "programs", () => linkPrograms(deps, tools));
  await deps.files.replace(note, JSON.stringify(tools));
  return tools;
}

/** The results of all; when one fails, its error, but only after the others have ended too. */
async function allFinished<T>(works: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(works);
  return await Promise.all(works);
}

/** What an earlier installation of the same requirements left, so that a start need not even look for Python. */
async function installed(deps: InstallDeps, note: string): Promise<Tools | undefined> {
  if (await deps.files.stat(note) === undefined) return undefined;
  const tools = JSON.parse(await deps.files.readText(note)) as Tools;
  const complete = await Promise.all((["emulator", "pcluster", "references"] as const)
    .map((name) => isComplete(deps, tools[name])));
  return complete.every((one) => one) ? tools : undefined;
}

async function installOne(deps: InstallDeps, home: string, python: Python, name: Name): Promise<string> {
  const folder = join(home, `${name}-${await digest(requirements[name] + python.version + python.path)}`);
  if (await isComplete(deps, folder)) return folder;
  await deps.files.ensureFolder(home);
  await alone(deps, `${folder}.lock`, name, async () => {
    // Another process may have finished it while we waited.
    if (!await isComplete(deps, folder)) await build(deps, folder, python, name);
  });
  return folder;
}

const isComplete = async ({ files }: InstallDeps, folder: string) =>
  await files.stat(join(folder, "complete")) !== undefined;

/** Does the work while no other installation, in this process or another, does it. */
async function alone(deps: InstallDeps, path: string, name: string, work: () => Promise<void>): Promise<void> {
  const lock = await waitForLock(deps, path, name);
  try {
    await work();
  } finally {
    lock.release();
  }
}

async function waitForLock(deps: InstallDeps, path: string, name: string) {
  const { environment, clock, emit } = deps;
  const holder = { pid: 0, host: hostname(), user: environment.user, command: `install ${name}` };
  for (let waited = 0;; waited++) {
    const lock = await tryFileLock(path, holder);
    if ("release" in lock) return lock;
    if (waited % 10 === 0) {
      const message = `Waiting for another process to finish installing ${name} (${waited} s)`;
      emit({ code: "sandbox.install", level: "progress", message, data: { name, seconds: waited } });
    }
    await clock.sleep(1_000);
  }
}

async function build(deps: InstallDeps, folder: string, python: Python, name: Name): Promise<void> {
  const { files, folders, clock, emit } = deps;
  const started = clock.now().getTime();
  const tell = (what: string, level: "info" | "progress") => {
    const seconds = Math.round((clock.now().getTime() - started) / 1_000);
    emit({ code: "sandbox.install", level, message: `${what} (${seconds} s)`, data: { name, seconds } });
  };
  emit({ code: "sandbox.install", level: "info", message: `Installing ${name} with Python ${python.version}` });
  await folders.removeTree(folder);
  await run(deps, name, [python.path, "-m", "venv", folder]);
  await files.replace(join(folder, "requirements.txt"), requirements[name]);
  const pip = [join(folder, "bin", "python"), "-m", "pip", "install", "--no-input", "--progress-bar", "off"];
  await run(deps, name, [...pip, "-r", join(folder, "requirements.txt")], (line) => {
    const now = /^(?:Collecting|Installing collected packages)\b[: ]*([\w.-]*)/.exec(line);
    if (now) tell(`Installing ${name}: ${now[1]}`, "progress");
  });
  await files.replace(join(folder, "complete"), `${python.version}\n`);
  tell(`Installed ${name}`, "info");
}

/** With the user's own environment: the settings of package registries live there. */
async function run(
  { processes }: InstallDeps,
  name: Name,
  argv: readonly string[],
  onLine?: (line: string) => void,
): Promise<void> {
  const env = { PYTHONPATH: "", PYTHONHOME: "", PIP_DISABLE_PIP_VERSION_CHECK: "1" };
  const { code, stdout, stderr } = await processes.run(argv, { env, onLine });
  if (code === 0) return;
  const last = `${stdout}\n${stderr}`.trim().split("\n").slice(-12).join("\n");
  throw new DayError("DAY-SBX-001", `Installing ${name} failed with status ${code}:\n${last}`, {
    fix: "make a Python package registry reachable (for example PIP_INDEX_URL), then run: deno task sandbox up",
  });
}

async function linkPrograms({ files, folders }: InstallDeps, tools: Tools): Promise<void> {
  await files.ensureFolder(tools.bin);
  for (const [program, from] of links) {
    const path = join(tools.bin, program);
    if (await files.stat(path) === undefined) await folders.link(join(tools[from], "bin", program), path);
  }
  const fallback = join(tools.bin, "fallback");
  await files.ensureFolder(fallback);
  await files.replace(join(fallback, "run_jq.py"), jq);
  // Not as an interpreter line, whose length is limited.
  const [python, program] = [join(tools.references, "bin", "python"), join(fallback, "run_jq.py")];
  await files.replace(join(fallback, "jq"), `#!/bin/sh\nexec '${python}' '${program}' "$@"\n`);
  await folders.setMode(join(fallback, "jq"), 0o755);
}

/** 12 hexadecimal digits: enough to tell releases apart, short enough for the interpreter lines of installed scripts. */
async function digest(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return Array.from(bytes.subarray(0, 6), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
