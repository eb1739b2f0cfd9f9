import { hostname } from "node:os";
import { join } from "node:path";
import type { Clock } from "../../host/clock.ts";
import { DayError } from "../../host/errors/day_error.ts";
import { detachedChild } from "../../host/system/detached_child.ts";
import { tryFileLock } from "../../host/system/file_lock.ts";
import type { Files } from "../../host/files.ts";
import { lineConnection } from "../../host/net/line_connection.ts";
import { sha256 } from "../../host/sha256.ts";
import { officialImages } from "./images.ts";
import program from "./nursery.py" with { type: "text" };

export type Emulator = {
  readonly port: number;
  /** Resolves when it is gone, wanted or not. */
  readonly ended: Promise<void>;
  /** Forgets everything; the port stays the same. */
  reset(): Promise<void>;
  /** Keeps what it knows at this moment; only once, and while nothing is being asked of it. */
  keep(): Promise<void>;
  /** Knows what was kept and nothing else; the port stays the same. */
  again(): Promise<void>;
  stop(): Promise<void>;
};

export type EmulatorDeps = { readonly files: Files; readonly clock: Clock };

type Nursery = { readonly port: number; readonly secret: string };

/** Seconds without any sandbox after which the nursery ends. */
const idleness = 60;
/** Seconds that it may take to load the emulator; on a busy machine it takes many. */
const patience = 600;

/**
 * Starts an AWS emulator on a free port of 127.0.0.1. Everything it knows lives in its memory. Loading it takes seconds, so one
 * process, the nursery, loads it once for all sandboxes of this user and forks; it ends by itself when nobody needs it.
 *
 * @param tools the virtual environment of the emulator
 * @param region the one whose network exists before it is asked for
 * @throws DayError `DAY-SBX-003` with the last words of a nursery that does not start
 */
export async function startEmulator(deps: EmulatorDeps, tools: string, region: string): Promise<Emulator> {
  const name = `nursery-${(await sha256(program + region + JSON.stringify(officialImages()))).slice(0, 12)}`;
  const at = (end: string) => join(tools, `${name}.${end}`);
  const files = { announcement: at("json"), lock: at("lock"), log: at("log"), images: at("images.json") };
  const place: Place = { ...files, program: at("py") };
  const running = await newWorld(deps, place);
  if (running !== undefined) return running;
  const lock = await waitForLock(deps, place.lock);
  try {
    // Another process may have started a nursery meanwhile.
    return await newWorld(deps, place) ?? await begin(deps, tools, region, place);
  } finally {
    lock.release();
  }
}

type Place = {
  readonly announcement: string;
  readonly lock: string;
  readonly log: string;
  readonly images: string;
  /** The nursery itself: started from a file, so that a list of processes stays readable. */
  readonly program: string;
};

/** A world of the nursery that has announced itself, if it still lives; another program may have got its port. */
async function newWorld({ files, clock }: EmulatorDeps, { announcement }: Place): Promise<Emulator | undefined> {
  if (await files.stat(announcement) === undefined) return undefined;
  const nursery = JSON.parse(await files.readText(announcement)) as Nursery;
  const connection = await lineConnection(nursery.port).catch(() => undefined);
  if (connection === undefined) return undefined;
  const late = new AbortController();
  const silence = clock.sleep(patience * 1_000, late.signal).then(() => "", () => "");
  const answer = await Promise.race([connection.ask(nursery.secret).catch(() => ""), silence]);
  late.abort();
  if (!/^\d+$/.test(answer)) {
    await connection.close();
    return undefined;
  }
  return {
    port: Number(answer),
    ended: connection.ended,
    reset: async () => void await connection.ask("fresh"),
    keep: async () => void await connection.ask("keep"),
    again: async () => void await connection.ask("again"),
    stop: () => connection.close(),
  };
}

async function waitForLock({ clock }: EmulatorDeps, path: string) {
  for (;;) {
    const lock = await tryFileLock(path, { pid: 0, host: hostname(), user: "", command: "start the emulator" });
    if ("release" in lock) return lock;
    await clock.sleep(50);
  }
}

async function begin(deps: EmulatorDeps, tools: string, region: string, place: Place): Promise<Emulator> {
  const { files, clock } = deps;
  await files.replace(place.images, JSON.stringify(officialImages()));
  await files.replace(place.program, program);
  await files.remove(place.announcement);
  // The last words of an earlier one must not be taken for this one's.
  await files.remove(place.log);
  const environment = [
    `MOTO_AMIS_PATH=${place.images}`,
    `SANDBOX_REGION=${region}`,
    // No time is spent looking for the credentials of a real machine role.
    "AWS_EC2_METADATA_DISABLED=true",
    `HOME=${tools}`,
    "PATH=/usr/bin:/bin",
  ];
  const python = join(tools, "bin", "python");
  const argv = [python, place.program, place.announcement, crypto.randomUUID(), String(idleness)];
  detachedChild(["env", "-i", ...environment, ...argv], place.log, tools);
  for (let waited = 0; waited < patience * 1_000; waited += 20) {
    const found = await newWorld(deps, place);
    if (found !== undefined) return found;
    if ((await files.readText(place.log).catch(() => "")).includes("Traceback")) break;
    await clock.sleep(20);
  }
  const words = (await files.readText(place.log).catch(() => "")).trim().split("\n").slice(-8).join("\n");
  throw new DayError("DAY-SBX-003", `The emulator did not start: ${words}`);
}
