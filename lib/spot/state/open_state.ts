import type { Clock } from "../../host/clock.ts";
import { DayError } from "../../host/errors/day_error.ts";
import { reasonOf } from "../../host/errors/reason_of.ts";
import { advice, command } from "../../host/errors/advice.ts";
import type { Emit } from "../../host/events/events.ts";
import type { Files } from "../../host/files.ts";
import { type Json, stableJson } from "../../host/json.ts";
import { type LockHolder, tryFileLock } from "../../host/system/file_lock.ts";
import { type Machines, machinesSchema, noMachines, type Operation } from "./machines.ts";

export type StateDeps = {
  readonly files: Files;
  readonly clock: Clock;
  readonly emit: Emit;
};

/** The state file in the hands of one run. */
export type State = {
  readonly path: string;
  /** As it is on disk. */
  readonly now: () => Machines;
  /** Whether something stood in the file that could not be understood: what stands has to be found by its tags. */
  readonly isLost: boolean;
  /** Changes it and writes it; changes are made one after another. Nothing is written when nothing changes. */
  update(change: (before: Machines) => Machines, operation?: Operation): Promise<void>;
};

/**
 * Reads a state file as it is at the moment, for whoever changes nothing; nothing where it cannot be understood, which is told: a look
 * moves no file and writes over none.
 */
export async function readState(deps: StateDeps, path: string): Promise<Machines | undefined> {
  const { machines, unreadable } = await read(deps, path);
  if (unreadable === undefined) return machines;
  warn(deps, lookWarning(path));
  return undefined;
}

function lookWarning(path: string): string {
  return `${path} is not a complete state file of spot-deploy; it is left unchanged, and nodes are found by their tags. ` +
    "Name another file with --state PATH, or move this one away";
}

/** @throws DayError DAY-SPOT-011 always: only the state was to be asked, and it says nothing */
export function refuseLost(path: string): never {
  throw new DayError("DAY-SPOT-011", `${path} is not a complete state file of spot-deploy`, {
    fix: advice`name another file with --state PATH, or ask AWS: ${command("deno task spot-deploy list --source aws")}`,
  });
}

/**
 * Takes the state file for one run: nobody else changes it until the work is done. The lock frees itself when the process ends in
 * whatever way.
 *
 * @param looksOnly nothing is going to be changed, so that a file that cannot be understood stays where it is
 * @throws DayError DAY-SPOT-006 naming who has it
 */
export async function withState<T>(
  deps: StateDeps,
  path: string,
  holder: LockHolder,
  work: (state: State) => Promise<T>,
  { looksOnly = false }: { readonly looksOnly?: boolean } = {},
): Promise<T> {
  const lock = await tryFileLock(`${path}.lock`, holder).catch((cause) => {
    throw unusable(path, "locked", cause);
  });
  if ("heldBy" in lock) {
    const { pid, host, command: line } = lock.heldBy;
    throw new DayError("DAY-SPOT-006", `${path} is in use by process ${pid} on ${host}: ${line}`, {
      fix: advice`wait for it to end, or stop it with: ${command(`kill -INT ${pid}`)}`,
    });
  }
  try {
    return await work(await open(deps, path, looksOnly));
  } finally {
    lock.release();
  }
}

async function open(deps: StateDeps, path: string, looksOnly: boolean): Promise<State> {
  const { files, clock } = deps;
  const { machines, unreadable } = await read(deps, path);
  const put = async (to: string, text: string) => {
    await files.replace(to, text).catch((cause) => Promise.reject(unusable(to, "written", cause)));
  };
  if (unreadable !== undefined && looksOnly) warn(deps, lookWarning(path));
  if (unreadable !== undefined && !looksOnly) {
    await put(unreadable.moveTo, unreadable.text);
    warn(
      deps,
      `The state file ${path} could not be read and was moved to ${unreadable.moveTo}; running nodes are found by their tags`,
    );
  }
  let present = machines;
  let last: Promise<void> = Promise.resolve();
  const write = async (change: (before: Machines) => Machines, operation: Operation) => {
    const changed = change(present);
    if (changed === present) return;
    const now = clock.now().toISOString();
    const list = Object.values(changed.machines);
    present = {
      ...changed,
      schema_version: 2,
      timestamp: now,
      last_updated: now,
      last_operation: operation,
      total_count: list.length,
      regions: [...new Set(list.map(({ region }) => region))].sort(),
    };
    await put(path, stableJson(present as Json));
  };
  return {
    path,
    now: () => present,
    isLost: unreadable !== undefined,
    update(change, operation = "update") {
      last = last.then(() => write(change, operation));
      return last;
    },
  };
}

function unusable(path: string, what: "locked" | "written", cause: unknown): DayError {
  return new DayError("DAY-SPOT-011", `the state file ${path} cannot be ${what}: ${reasonOf(cause)}`, {
    cause,
    fix: "free disk space, correct the permissions, or name another one with --state PATH",
  });
}

function warn({ emit }: StateDeps, message: string): void {
  emit({ code: "spot.state_unreadable", level: "warn", message });
}

type Read = {
  readonly machines: Machines;
  /** What could not be understood, and where it goes before it is written over. */
  readonly unreadable?: { readonly text: string; readonly moveTo: string };
};

async function read({ files, clock }: StateDeps, path: string): Promise<Read> {
  if (await files.stat(path) === undefined) return { machines: noMachines() };
  const text = await files.readText(path).catch((cause) => {
    throw new DayError("DAY-SPOT-011", `the state file ${path} cannot be read: ${reasonOf(cause)}`, {
      cause,
      fix: "name another one with --state PATH",
    });
  });
  if (text.trim() === "") return { machines: noMachines() };
  const parsed = machinesSchema.safeParse(parse(text));
  if (parsed.success) return { machines: parsed.data };
  const moveTo = `${path}.corrupt-${clock.now().toISOString().replaceAll(/[-:]|\.\d+/g, "")}`;
  return { machines: noMachines(), unreadable: { text, moveTo } };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
