import { join } from "node:path";
import { z } from "zod";
import { cacheFolder } from "../host/cache_folder.ts";
import type { Environment } from "../host/environment.ts";
import type { Files } from "../host/files.ts";
import { type Json, stableJson } from "../host/json.ts";
import type { Processes } from "../host/processes.ts";
import { sandboxControl } from "./control_client.ts";
import { triedPcluster } from "../toolchain/versions.ts";
import { requireLoopback } from "./require_loopback.ts";

/** What the background sandbox tells of itself in its state file. */
const record = z.object({
  pid: z.number(),
  /** When its process began, in ISO 8601. */
  startTime: z.string(),
  endpoint: z.string(),
  /** The private home folder. */
  home: z.string(),
  /** The folder with `pcluster` and the reference check. */
  bin: z.string(),
  /** The version of that `pcluster`. */
  pcluster: z.enum(triedPcluster),
  headNode: z.union([z.object({ home: z.string() }), z.object({ lacks: z.string() })])
    .default({ lacks: "an earlier version of this program has started it" }),
});
export type SandboxState = z.infer<typeof record>;

export type SandboxPlaces = {
  readonly folder: string;
  readonly state: string;
  readonly lock: string;
  readonly log: string;
  /** Everything of the world in it: private home, files of the emulator. */
  readonly world: string;
};

export function sandboxPlaces(environment: Environment): SandboxPlaces {
  const folder = join(cacheFolder(environment), "sandbox");
  const at = (name: string) => join(folder, name);
  return { folder, state: at("state.json"), lock: at("lock"), log: at("sandbox.log"), world: at("world") };
}

export function writeState(files: Files, places: SandboxPlaces, state: SandboxState): Promise<void> {
  return files.replace(places.state, stableJson(state as Json));
}

/** The state file, whether its sandbox lives or not; a damaged one counts as absent. */
export async function readState(files: Files, places: SandboxPlaces): Promise<SandboxState | undefined> {
  if (await files.stat(places.state) === undefined) return undefined;
  try {
    return record.parse(JSON.parse(await files.readText(places.state)));
  } catch {
    return undefined;
  }
}

/**
 * The sandbox of the state file when it is the very process that wrote it and answers; a number that another process got later
 * does not count.
 *
 * @throws DayError `DAY-SBX-004` when the file names an address that is not on this machine
 */
export async function liveState(
  deps: { readonly files: Files; readonly processes: Processes; readonly environment: Environment },
): Promise<SandboxState | undefined> {
  const state = await readState(deps.files, sandboxPlaces(deps.environment));
  if (state === undefined) return undefined;
  requireLoopback(state.endpoint);
  const lives = await deps.processes.isRunning(state) && await sandboxControl(state.endpoint).answers();
  return lives ? state : undefined;
}
