import { denoFolder } from "../host/deno_folder.ts";
import { detachedChild } from "../host/system/detached_child.ts";
import { advice, command } from "../host/errors/advice.ts";
import { DayError } from "../host/errors/day_error.ts";
import { foregroundChild } from "../host/system/foreground_child.ts";
import type { ProcessId } from "../host/processes.ts";
import { whileLocked } from "../host/system/while_locked.ts";
import { sandboxControl } from "./control_client.ts";
import { sandboxEnvironment } from "./environment.ts";
import type { InstallDeps } from "../toolchain/environments.ts";
import { recommendedPcluster, type TriedPcluster } from "../toolchain/versions.ts";
import type { SandboxHeadNode } from "./head_node/head_node.ts";
import { installTools } from "./install.ts";
import { liveState, readState, sandboxPlaces, type SandboxState } from "./sandbox_state.ts";
import { sandboxProfile } from "./emulator/seed.ts";

/** A sandbox in the background, as tasks show it. */
export type BackgroundSandbox = {
  readonly endpoint: string;
  readonly pid: number;
  readonly profile: string;
  readonly home: string;
  readonly log: string;
  /** The version of its `pcluster`. */
  readonly pcluster: TriedPcluster;
  readonly headNode: SandboxHeadNode;
  /** Complete, for a program that runs inside. */
  readonly environment: Readonly<Record<string, string>>;
};

/** How long a server that lives may take to its first answer, in milliseconds: nobody's machine is that slow. */
const patience = 10 * 60_000;

/**
 * Starts the sandbox in the background, installing its programs on first use, and waits until it answers. The account is always
 * fresh and the configuration folder empty: a sandbox that is running already begins anew, and one with another `pcluster` ends.
 *
 * @param serve the command that runs `serveSandbox` with that version
 * @throws DayError `DAY-TOOL-001` when the programs cannot be installed, `DAY-SBX-003` with the log when it does not start
 */
export function sandboxUp(
  deps: InstallDeps,
  serve: readonly string[],
  pcluster: TriedPcluster = recommendedPcluster,
): Promise<BackgroundSandbox> {
  return alone(deps, async () => {
    const running = await liveState(deps);
    if (running?.pcluster === pcluster) return await again(deps, running);
    const places = sandboxPlaces(deps.environment);
    if (running !== undefined) {
      say(deps, `Stopping the running sandbox, which has pcluster ${running.pcluster}, and deleting its data`);
      await end(deps, running);
    } else if (await deps.files.stat(places.state) !== undefined) {
      say(deps, "The last sandbox ended by itself and its data is lost; starting one with an empty account");
    }
    await installTools(deps, pcluster);
    await deps.files.remove(places.state);
    await deps.folders.removeTree(places.world);
    say(deps, "Starting the sandbox");
    // Another cache folder must not make it fetch again what is installed.
    const told = ["env", `DENO_DIR=${denoFolder(deps.environment)}`, ...serve];
    const id = detachedChild(told, places.log, places.folder);
    return described(deps, await ready(deps, id));
  });
}

/** Ends the background sandbox and removes what it held. @returns whether one was running */
export function sandboxDown(deps: InstallDeps): Promise<boolean> {
  return alone(deps, async () => {
    const places = sandboxPlaces(deps.environment);
    const running = await liveState(deps);
    if (running !== undefined) await end(deps, running);
    await deps.files.remove(places.state);
    await deps.folders.removeTree(places.world);
    return running !== undefined;
  });
}

/** The running sandbox, or nothing. */
export async function sandboxStatus(deps: InstallDeps): Promise<BackgroundSandbox | undefined> {
  const running = await liveState(deps);
  return running && described(deps, running);
}

/** A fresh account and an empty home in the running sandbox. @throws DayError `DAY-SBX-002` when none is running */
export function sandboxReset(deps: InstallDeps): Promise<BackgroundSandbox> {
  return alone(deps, async () => {
    const running = await required(deps);
    await sandboxControl(running.endpoint).reset();
    return described(deps, running);
  });
}

/**
 * Runs the user's shell, or one command of it, inside the sandbox.
 *
 * @returns the shell's exit code
 * @throws DayError `DAY-SBX-002` when none is running
 */
export async function sandboxShell(deps: InstallDeps, command?: string): Promise<number> {
  // `deno task` keeps an INIT_CWD that is there already: wherever a person goes in the shell, tasks would look in the first folder.
  const { INIT_CWD: _, ...environment }: Record<string, string> = described(deps, await required(deps)).environment;
  const shell = deps.environment.get("SHELL") ?? "/bin/sh";
  const argv = command === undefined ? [shell] : [shell, "-c", command];
  return await foregroundChild(argv, environment, deps.environment.folder);
}

async function required(deps: InstallDeps): Promise<SandboxState> {
  const running = await liveState(deps);
  if (running !== undefined) return running;
  const { log, state } = sandboxPlaces(deps.environment);
  const before = await deps.files.stat(state) !== undefined;
  throw new DayError(
    "DAY-SBX-002",
    `No sandbox is running${before ? `; the last one ended by itself, see ${log}` : ""}`,
  );
}

async function again(deps: InstallDeps, running: SandboxState): Promise<BackgroundSandbox> {
  say(deps, "A sandbox is running already; deleting its data, so that its account is empty again");
  await sandboxControl(running.endpoint).reset();
  return described(deps, running);
}

function described(
  deps: InstallDeps,
  { endpoint, pid, home, bin, pcluster, headNode }: SandboxState,
): BackgroundSandbox {
  const environment = sandboxEnvironment(deps.environment, home, endpoint, bin);
  const { log } = sandboxPlaces(deps.environment);
  return { endpoint, pid, profile: sandboxProfile, home, log, pcluster, headNode, environment };
}

async function ready(deps: InstallDeps, id: ProcessId): Promise<SandboxState> {
  const { clock, files, processes } = deps;
  const places = sandboxPlaces(deps.environment);
  const deadline = clock.now().getTime() + patience;
  while (clock.now().getTime() < deadline) {
    const state = await readState(files, places);
    if (state !== undefined && isOf(id, state) && await sandboxControl(state.endpoint).answers()) return state;
    if (!await processes.isRunning(id)) break;
    await clock.sleep(100);
  }
  const log = await files.stat(places.log) === undefined ? "" : await files.readText(places.log);
  const last = log.trim().split("\n").slice(-15).join("\n");
  throw new DayError("DAY-SBX-003", `The sandbox did not start; the end of ${places.log}:\n${last}`, {
    fix: advice`read ${places.log}, then run: ${command("deno task sandbox up")}`,
  });
}

/**
 * Whether the server that wrote this is the one that was started. A Deno from npm can be a program of Node that starts the real one:
 * then the server is another process, and not older.
 */
function isOf(started: ProcessId, state: SandboxState): boolean {
  return state.pid === started.pid || Date.parse(state.startTime) >= Date.parse(started.startTime) - 2_000;
}

/** Asks it to stop; ends it when it does not within five seconds. */
async function end({ clock, processes }: InstallDeps, running: SandboxState): Promise<void> {
  await sandboxControl(running.endpoint).stop();
  for (let waited = 0; waited < 25; waited++) {
    if (!await processes.isRunning(running)) return;
    await clock.sleep(200);
  }
  await processes.end(running);
}

/** One at a time among all processes of this user, so that two `up` make one sandbox. */
async function alone<T>(deps: InstallDeps, work: () => Promise<T>): Promise<T> {
  const places = sandboxPlaces(deps.environment);
  await deps.files.ensureFolder(places.folder);
  const subject = "Waiting for another process that starts or stops the sandbox";
  const data = { subject, state: "", seconds: 0 };
  const tell = () => deps.emit({ code: "sandbox.up", level: "progress", message: subject, data });
  return await whileLocked(deps, places.lock, { command: "dayctl sandbox", tellEvery: 5, tell }, work);
}

function say({ emit }: InstallDeps, message: string): void {
  emit({ code: "sandbox.up", level: "info", message });
}
