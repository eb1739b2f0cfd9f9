import { join } from "node:path";
import type { Clock } from "../host/clock.ts";
import type { Environment } from "../host/environment.ts";
import type { Files } from "../host/files.ts";
import type { Folders } from "../host/folders.ts";
import { httpProxy } from "../host/http_proxy.ts";
import { type EmulatorCalls, emulatorCalls } from "./emulator/calls.ts";
import { startEmulator } from "./emulator/emulator.ts";
import { sandboxEnvironment } from "./environment.ts";
import { startFront } from "./front/front.ts";
import type { Faults } from "./front/faults.ts";
import type { RequestRecord } from "./front/request_log.ts";
import type { Settings } from "./front/settings.ts";
import type { Tools } from "./install.ts";
import { sandboxRegion, seedAccount, type SeedOptions } from "./seed.ts";

export type SandboxDeps = {
  readonly environment: Environment;
  readonly files: Files;
  readonly folders: Folders;
  readonly clock: Clock;
};

export type SandboxOptions = {
  /** Where its private home and everything else goes; belongs to one sandbox at a time. */
  readonly folder: string;
  readonly tools: Tools;
  /** `false`: an empty account and a home without profile. */
  readonly seed?: false | SeedOptions;
  /** What differs from the default settings, at the beginning and after each reset. */
  readonly settings?: Partial<Settings>;
  /** Called when another process asks for the end of this sandbox over the control channel. */
  readonly onStopRequest?: () => void;
};

export type Sandbox = {
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
 * A local AWS: the emulator as a child and the front in this process, on 127.0.0.1 only, with an account seeded as asked.
 * Several can run in one process.
 *
 * @see spec/sandbox.md
 */
export async function startSandbox(deps: SandboxDeps, options: SandboxOptions): Promise<Sandbox> {
  const { folder, tools } = options;
  const home = join(folder, "home");
  await deps.files.ensureFolder(home);
  const emulator = await startEmulator(deps, tools.emulator, sandboxRegion);
  const proxy = httpProxy(emulator.port);
  const front = startFront({
    proxy,
    calls: emulatorCalls(proxy, sandboxRegion),
    reset: () => reset(),
    stop: () => options.onStopRequest?.(),
  });
  const calls = emulatorCalls(front.behind, sandboxRegion);
  const endpoint = `http://127.0.0.1:${front.port}`;
  const begin = async (seed: false | SeedOptions) => {
    Object.assign(front.world.settings, options.settings);
    if (seed === false) return;
    const { accessKeyId } = await seedAccount({ ...deps, calls }, home, endpoint, seed);
    front.world.callerKey = accessKeyId;
  };
  const reset = async (seed = options.seed ?? {}) => {
    await emulator.reset();
    await deps.folders.removeTree(home);
    front.world.forget();
    front.faults.clear();
    front.log.clear();
    await begin(seed);
  };
  const stop = async () => {
    await front.stop();
    await emulator.stop();
    proxy.close();
  };
  try {
    await begin(options.seed ?? {});
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    endpoint,
    folder,
    home,
    environment: sandboxEnvironment(deps.environment, home, endpoint, tools.bin),
    calls,
    requests: front.log.entries,
    clearRequests: front.log.clear,
    faults: front.faults,
    settings: front.world.settings,
    reset,
    ended: emulator.ended,
    stop,
  };
}
