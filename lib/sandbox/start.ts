import { join } from "node:path";
import type { Clock } from "../host/clock.ts";
import type { Environment } from "../host/environment.ts";
import type { Files } from "../host/files.ts";
import type { Folders } from "../host/folders.ts";
import { httpProxy } from "../host/net/http_proxy.ts";
import type { ServerCertificate } from "../host/net/tcp_relay.ts";
import { type EmulatorCalls, emulatorCalls } from "./emulator/calls.ts";
import { type Emulator, startEmulator } from "./emulator/emulator.ts";
import { inTurn } from "./emulator/in_turn.ts";
import { sandboxEnvironment } from "./environment.ts";
import { type Front, startFront } from "./front.ts";
import { type Fired, firedIn } from "./front/fired.ts";
import type { Faults } from "./front/faults.ts";
import type { SandboxTime } from "./front/sandbox_time.ts";
import type { RequestRecord } from "./front/request_log.ts";
import type { Settings } from "./front/settings.ts";
import type { Tools } from "./install.ts";
import { keepFolder } from "./keep_folder.ts";
import { repositoriesFolder, writeRepositories } from "./repositories/analysis_repositories.ts";
import { sandboxRegion, seedAccount, type SeedDeps, type SeedOptions } from "./emulator/seed.ts";

export type SandboxDeps = {
  readonly environment: Environment;
  readonly files: Files;
  readonly folders: Folders;
  /** For the waits for the emulator, which is a real process. */
  readonly clock: Clock;
};

export type SandboxOptions = {
  /** Where its private home and everything else goes; belongs to one sandbox at a time. */
  readonly folder: string;
  readonly tools: Tools;
  /** `false`: an empty account and a home without profile. */
  readonly seed?: false | SeedOptions;
  /** Adds to the seeded account what each reset is to bring back as well: a cluster that stands, for example. */
  readonly prepare?: (seeded: Pick<Sandbox, "endpoint" | "folder" | "home" | "environment" | "calls">) => Promise<void>;
  /** What differs from the default settings, at the beginning and after each reset. */
  readonly settings?: Partial<Settings>;
  /**
   * What the time of stacks and exports follows; default: the clock of this machine. A program that runs on a virtual clock
   * shares it with its sandbox, so that what it sleeps ages its stacks and costs nothing.
   */
  readonly clock?: Pick<Clock, "now">;
  /** With one it speaks https only, for whoever gets its address; the background sandbox has none, and tasks enter only that. */
  readonly certificate?: ServerCertificate;
  /** Called after each reset, with the home that was made anew. */
  readonly onReset?: (home: string) => Promise<void>;
  /** Called when another process asks for the end of this sandbox over the control channel. */
  readonly onStopRequest?: () => void;
};

/**
 * `holdTime` lets the time of stacks and exports stand still, `releaseTime` lets it go on from there without a jump, `passTime`
 * lets it jump ahead, so that nobody has to wait for them. Each fresh account begins with time released.
 */
export type Sandbox = Pick<SandboxTime, "holdTime" | "releaseTime" | "passTime"> & {
  /** One address for all services, as in `http://127.0.0.1:4567`. */
  readonly endpoint: string;
  readonly folder: string;
  /** The private home folder. */
  readonly home: string;
  /** Complete: a child gets this instead of our own environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** For building worlds and looking at them: not in the request log, no faults, no permissions. */
  readonly calls: EmulatorCalls;
  /** Every request since the last clearing, in order of arrival. */
  requests(): readonly RequestRecord[];
  clearRequests(): void;
  /** What the schedules have done, oldest first; a mail has no other reader. What is due by now has happened. */
  fired(): Promise<readonly Fired[]>;
  readonly faults: Faults;
  /** May be changed at any moment. */
  readonly settings: Settings;
  /** A fresh account and a fresh home, seeded again; no requests, no faults, settings as at the beginning. */
  reset(seed?: false | SeedOptions): Promise<void>;
  /** Resolves when the emulator is gone, and with it the account. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
};

/**
 * A local AWS: an emulator, and the front in this process, on 127.0.0.1 only, with an account seeded as asked. Several can run
 * in one process.
 */
export async function startSandbox(deps: SandboxDeps, options: SandboxOptions): Promise<Sandbox> {
  const { folder, tools, certificate } = options;
  const home = join(folder, "home");
  const emulator = await startEmulator(deps, tools.emulator, sandboxRegion);
  const proxy = inTurn(httpProxy(emulator.port));
  const front = startFront({
    proxy,
    clock: options.clock ?? deps.clock,
    calls: emulatorCalls(proxy, sandboxRegion),
    reset: () => reset(),
    stop: () => options.onStopRequest?.(),
    certificate,
  });
  const calls = emulatorCalls(front.behind, sandboxRegion);
  const endpoint = `${certificate === undefined ? "http" : "https"}://127.0.0.1:${front.port}`;
  const account = freshAccount({ ...deps, calls }, front, home, endpoint, options.settings);
  let own: Beginning = options.seed ?? {};
  const reset = async (seed: Beginning = own) => {
    if (typeof seed !== "function") await emulator.reset();
    await account(seed);
    await options.onReset?.(home);
  };
  const stop = async () => {
    await front.stop();
    await emulator.stop();
    proxy.close();
  };
  const environment = sandboxEnvironment(deps.environment, home, endpoint, tools.bin);
  try {
    await Promise.all([account(own), writeRepositories(deps.files, join(folder, repositoriesFolder))]);
    await options.prepare?.({ endpoint, folder, home, environment, calls });
    // To make it anew takes a tenth of the time of seeding.
    own = await keepAccount(deps, emulator, front, home);
  } catch (error) {
    await stop();
    throw error;
  }
  const { faults, log, world } = front;
  log.clear();
  const watched = {
    requests: log.entries,
    clearRequests: log.clear,
    async fired() {
      // Schedules happen when somebody looks.
      await calls.query("sts", "GetCallerIdentity");
      return firedIn(world);
    },
    faults,
    settings: world.settings,
    holdTime: world.holdTime,
    releaseTime: world.releaseTime,
    passTime: world.passTime,
  };
  return { endpoint, folder, home, environment, calls, ...watched, reset, ended: emulator.ended, stop };
}

/** What an account begins with: nothing, a seed, or what was kept and is brought back. */
type Beginning = false | SeedOptions | (() => Promise<void>);

/** Makes the account anew, with a home folder to go with it: seeds an emulator that has forgotten everything, or brings it back. */
function freshAccount(
  deps: SeedDeps & SandboxDeps,
  { world, faults, log }: Front,
  home: string,
  endpoint: string,
  settings: Partial<Settings> = {},
): (seed: Beginning) => Promise<void> {
  return async (seed) => {
    world.forget();
    faults.clear();
    log.clear();
    Object.assign(world.settings, settings);
    await deps.folders.removeTree(home);
    await deps.files.ensureFolder(home);
    if (typeof seed === "function") await seed();
    else if (seed !== false) world.callerKey = (await seedAccount(deps, home, endpoint, seed)).accessKeyId;
  };
}

/** Keeps the account that has just been seeded, and its home folder. @returns brings both back */
async function keepAccount(
  deps: SandboxDeps,
  emulator: Emulator,
  { world }: Front,
  home: string,
): Promise<() => Promise<void>> {
  const [remember, folder] = [world.keep(), await keepFolder(deps, home)];
  await emulator.keep();
  return async () => {
    await emulator.again();
    remember();
    await folder();
  };
}
