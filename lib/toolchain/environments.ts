import { join } from "node:path";
import { cacheFolder } from "../host/cache_folder.ts";
import type { Clock } from "../host/clock.ts";
import { DayError } from "../host/errors/day_error.ts";
import type { Environment } from "../host/environment.ts";
import type { Progress } from "../host/events/event_codes.ts";
import type { Emit } from "../host/events/events.ts";
import type { Files } from "../host/files.ts";
import type { Folders } from "../host/folders.ts";
import { stableJson } from "../host/json.ts";
import type { Processes } from "../host/processes.ts";
import { stateLine } from "../host/events/state_line.ts";
import { reasonOf } from "../host/errors/reason_of.ts";
import { whileLocked } from "../host/system/while_locked.ts";
import { fallback } from "./find_program.ts";
import { findPython, type Python } from "./find_python.ts";
import jq from "./requirements/run_jq.py" with { type: "text" };

export type InstallDeps = {
  readonly environment: Environment;
  readonly files: Files;
  readonly folders: Folders;
  readonly processes: Processes;
  readonly clock: Clock;
  readonly emit: Emit;
};

/** The folders of environments, by the names that people are shown. */
type Environments<N extends string> = Readonly<Record<N, string>>;

/** Where environments are kept unless a person says otherwise. */
export function toolsFolder(environment: Environment): string {
  return join(cacheFolder(environment), "tools");
}

/**
 * Makes virtual environments, and does nothing where they are there. A folder is named after a hash of its requirements and the
 * Python version, so another release never changes what a running program uses, and whoever wants the same shares it. Virtual
 * environments hold absolute paths, so that they stand where they really are, whatever link leads there, and cannot be renamed
 * into place: the marker `complete`, written last, tells a finished one from one whose installation was interrupted, which is
 * made anew.
 *
 * @param folder the folder that they stand in
 * @param requirements fully pinned
 * @param owner may remove again what is made here; whoever finds it made only uses it
 * @throws DayError `DAY-TOOL-001` without a usable Python, or with the last lines of a failed installation
 */
export async function installEnvironments<N extends string>(
  deps: InstallDeps,
  folder: string,
  requirements: Readonly<Record<N, string>>,
  owner: string,
): Promise<Environments<N>> {
  const home = await prepareHome(deps, folder);
  const names = Object.keys(requirements) as N[];
  const note = join(home, `installed-${await digest(names.map((name) => requirements[name]).join())}.json`);
  const known = await installed(deps, note, names);
  if (known !== undefined) return known;
  const python = await findPython(deps.processes);
  const made = await allFinished(
    names.map(async (name) =>
      [name, await installOne(deps, home, python, { name, requirements: requirements[name], owner })] as const
    ),
  );
  const environments = Object.fromEntries(made) as Environments<N>;
  await deps.files.replace(note, JSON.stringify(environments));
  return environments;
}

/** The folder as it really stands, made when it is missing. */
async function prepareHome({ files, folders }: InstallDeps, folder: string): Promise<string> {
  try {
    await files.ensureFolder(folder);
    return await folders.realPath(folder);
  } catch (error) {
    throw new DayError("DAY-TOOL-001", `Nothing can be installed in ${folder}: ${reasonOf(error)}`, {
      fix: "make the folder writable, or name another folder with --dir",
    });
  }
}

/** The results of all; when one fails, its error, but only after the others have ended too. */
async function allFinished<T>(works: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(works);
  return await Promise.all(works);
}

/** What an earlier installation of the same requirements left, so that a start need not even look for Python. */
async function installed<N extends string>(
  deps: InstallDeps,
  note: string,
  names: readonly N[],
): Promise<Environments<N> | undefined> {
  if (await deps.files.stat(note) === undefined) return undefined;
  const environments = JSON.parse(await deps.files.readText(note)) as Environments<N>;
  const complete = await Promise.all(names.map((name) => isComplete(deps, environments[name])));
  return complete.every((one) => one) ? environments : undefined;
}

type One = { readonly name: string; readonly requirements: string; readonly owner: string };

async function installOne(deps: InstallDeps, home: string, python: Python, one: One): Promise<string> {
  const { name, requirements } = one;
  const folder = join(home, `${name}-${await digest(requirements + python.version + python.path)}`);
  if (await isComplete(deps, folder)) return folder;
  await alone(deps, `${folder}.lock`, name, async () => {
    // Another process may have finished it while we waited.
    if (!await isComplete(deps, folder)) await build(deps, folder, python, one);
  });
  return folder;
}

const isComplete = async ({ files }: Pick<InstallDeps, "files">, folder: string) =>
  await files.stat(join(folder, "complete")) !== undefined;

/** Does the work while no other installation, in this process or another, does it. */
function alone(deps: InstallDeps, path: string, name: string, work: () => Promise<void>): Promise<void> {
  const tell = (seconds: number) => {
    const subject = `Waiting for another process to finish installing ${name}`;
    progress(deps, { subject, state: "", seconds });
  };
  return whileLocked(deps, path, { command: `install ${name}`, tellEvery: 10, tell }, work);
}

async function build(deps: InstallDeps, folder: string, python: Python, one: One): Promise<void> {
  const { name, requirements, owner } = one;
  const { files, folders, clock, emit } = deps;
  const started = clock.now().getTime();
  const seconds = () => Math.round((clock.now().getTime() - started) / 1_000);
  emit({ code: "toolchain.install", level: "info", message: `Installing ${name} with Python ${python.version}` });
  await folders.removeTree(folder);
  await run(deps, name, [python.path, "-m", "venv", folder]);
  await files.replace(join(folder, "owner"), owner);
  await files.replace(join(folder, "requirements.txt"), requirements);
  const pip = [join(folder, "bin", "python"), "-m", "pip", "install", "--no-input", "--progress-bar", "off"];
  await run(deps, name, [...pip, "-r", join(folder, "requirements.txt")], (line) => {
    const now = /^(?:Collecting|Installing collected packages)\b[: ]*([\w.-]*)/.exec(line);
    if (now) progress(deps, { subject: `Installing ${name}`, state: now[1], seconds: seconds() });
  });
  await files.replace(join(folder, "complete"), `${python.version}\n`);
  emit({ code: "toolchain.install", level: "info", message: `Installed ${name} (${seconds()} s)` });
}

function progress({ emit }: InstallDeps, data: Progress): void {
  const message = `${stateLine(data)} (${data.seconds} s)`;
  emit({ code: "toolchain.install", level: "progress", message, data });
}

/** With the user's own environment: the settings of package registries live there. */
async function run(
  { processes }: InstallDeps,
  name: string,
  argv: readonly string[],
  onLine?: (line: string) => void,
): Promise<void> {
  const env = { PYTHONPATH: "", PYTHONHOME: "", PIP_DISABLE_PIP_VERSION_CHECK: "1" };
  const { code, stdout, stderr } = await processes.run(argv, { env, onLine });
  if (code === 0) return;
  const last = `${stdout}\n${stderr}`.trim().split("\n").slice(-12).join("\n");
  throw new DayError("DAY-TOOL-001", `Installing ${name} failed with exit code ${code}:\n${last}`, {
    fix: "make a Python package registry reachable (for example PIP_INDEX_URL), and run the command again",
  });
}

/** Programs by the name under which they are called, and the environment whose `jq` the reference check calls. */
export type Linked = {
  readonly programs: Readonly<Record<string, string>>;
  readonly references: string;
  readonly owner: string;
};

/** The programs of the reference check's environment, to be linked. */
export function referencePrograms(references: string): Readonly<Record<string, string>> {
  const names = ["daylily-omics-references.sh", "aws"];
  return Object.fromEntries(names.map((name) => [name, join(references, "bin", name)]));
}

/**
 * Makes a folder to put on `PATH` that has links to these programs only, so that no foreign `python3` comes along. Its folder
 * `fallback` belongs at the end of `PATH`: it has the `jq` that the reference check calls, for machines without one.
 *
 * @param folder the folder that it stands in
 * @param name the first part of its own name
 * @returns its path, which is another one for other programs
 */
export async function linkPrograms(deps: InstallDeps, folder: string, name: string, linked: Linked): Promise<string> {
  const { files, folders } = deps;
  const home = await prepareHome(deps, folder);
  const bin = join(home, `${name}-${await digest(stableJson(linked) + jq)}`);
  const below = join(bin, fallback);
  const last = join(below, "jq");
  const isFinished = async () => (await files.stat(last))?.mode === 0o755;
  if (await isFinished()) return bin;
  await alone(deps, `${bin}.lock`, "programs", async () => {
    if (await isFinished()) return;
    await files.ensureFolder(below);
    await files.replace(join(bin, "owner"), linked.owner);
    for (const [program, target] of Object.entries(linked.programs)) await folders.link(target, join(bin, program));
    await files.replace(join(below, "run_jq.py"), jq);
    // Not as an interpreter line, whose length is limited.
    const [python, program] = [join(linked.references, "bin", "python"), join(below, "run_jq.py")];
    await files.replace(last, `#!/bin/sh\nexec '${python}' '${program}' "$@"\n`);
    await folders.setMode(last, 0o755);
  });
  return bin;
}

/**
 * Removes what this owner has made in a folder, also what an interrupted installation left.
 *
 * @param kept paths that stay
 * @returns the paths that are gone
 */
export async function removeOwned(
  { files, folders }: Pick<InstallDeps, "files" | "folders">,
  place: string,
  owner: string,
  kept: readonly string[] = [],
): Promise<readonly string[]> {
  const home = await folders.realPath(place);
  const gone: string[] = [];
  const names = await files.list(home);
  for (const folder of names.filter((name) => /-[0-9a-f]{12}$/.test(name)).map((name) => join(home, name))) {
    const mark = join(folder, "owner");
    if (kept.includes(folder) || await files.stat(mark) === undefined || await files.readText(mark) !== owner) continue;
    await folders.removeTree(folder);
    await files.remove(`${folder}.lock`);
    gone.push(folder);
  }
  for (const note of names.filter((name) => name.startsWith("installed-")).map((name) => join(home, name))) {
    const named = Object.values(JSON.parse(await files.readText(note)) as Environments<string>);
    if (named.some((folder) => gone.includes(folder))) await files.remove(note);
  }
  return gone;
}

/** 12 hexadecimal digits: enough to tell releases apart, short enough for the interpreter lines of installed scripts. */
async function digest(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return Array.from(bytes.subarray(0, 6), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
