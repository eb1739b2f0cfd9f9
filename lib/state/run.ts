import { join } from "node:path";
import type { Resource } from "../aws/resource.ts";
import { type Clock, timestamp } from "../host/clock.ts";
import type { Environment } from "../host/environment.ts";
import type { Emit } from "../host/events/events.ts";
import type { FileLock, LockHolder } from "../host/system/file_lock.ts";
import type { Files } from "../host/files.ts";
import type { Json } from "../host/json.ts";
import { openTextLog } from "../host/system/text_log.ts";
import { type Artifacts, artifactsOf } from "./artifacts.ts";
import { configFolder, runsFolder } from "./config_folder.ts";
import { ensure, type Ensured, type EnsureOptions, type Walk } from "./walks/ensure.ts";
import { journalVersion, lastFact, type Warning } from "./journal/facts.ts";
import { fleetingJournal } from "./journal/fleeting_journal.ts";
import { beginJournal, continueJournal, type Journal } from "./journal/journal.ts";
import { noPlace } from "./journal/no_place.ts";
import { logEvents } from "./run_log.ts";
import type { KnownRun } from "./journal/runs.ts";

/** What every run needs from outside. */
export type RunDeps = {
  readonly files: Files;
  readonly environment: Environment;
  readonly clock: Clock;
  readonly emit: Emit;
  readonly signal: AbortSignal;
  readonly toolVersion: string;
  /** How this process signs the lock. */
  readonly self: LockHolder;
};

/** What is done to whom. */
export type RunStart<R extends Json> = {
  /** For example `create`. */
  readonly operation: string;
  /** For example the cluster's name. */
  readonly subject: string;
  readonly region: string;
  readonly profile: string;
  /** What a person asked for, so that a resume needs no flag again. */
  readonly request: R;
};

/** A piece of work under way: its dependencies, its journal, its files. */
export type Run<R extends Json, D extends RunDeps> = RunStart<R> & {
  readonly id: string;
  readonly deps: D;
  /** The configuration folder. */
  readonly folder: string;
  readonly journal: Journal;
  readonly artifacts: Artifacts;
  /** What walks over resources need; complete once the caller is known. */
  walk(): Walk;
  /** `ensure` in this run. */
  ensure<E, S extends Json, O extends Json>(
    resource: Resource<E, S, O>,
    deps: E,
    wanted: S,
    options?: EnsureOptions<S, O>,
  ): Promise<Ensured<O>>;
  /**
   * Takes the recorded value, or makes and records it.
   *
   * @param holds whether what was decided before still makes sense in the world as it is
   */
  decide<T extends Json>(key: string, make: () => Promise<T> | T, holds?: (known: T) => boolean): Promise<T>;
  /** Something for a person to know that does not stop the run. `postCreate`: after the cluster was created. */
  warn(warning: Warning, when?: "before" | "postCreate"): Promise<void>;
  /** Keeps a lock until the run is closed. */
  hold(lock: FileLock): void;
  close(): void;
};

/**
 * Begins a run by opening its journal. When the name of this second is taken, the run gets the next one.
 *
 * @throws DayError DAY-RUN-007 without a place to write
 */
export async function beginRun<R extends Json, D extends RunDeps>(deps: D, start: RunStart<R>): Promise<Run<R, D>> {
  const runs = await prepareRunsFolder(deps);
  for (;;) {
    const id = timestamp(deps.clock.now());
    const journal = await tryBegin(join(runs, `${start.subject}_${id}.jsonl`), deps);
    if (journal === undefined) {
      await deps.clock.sleep(1000 - deps.clock.now().getMilliseconds(), deps.signal);
      continue;
    }
    const { operation, subject, region, profile, request } = start;
    try {
      await journal.record({
        fact: "run",
        schema_version: journalVersion,
        run_id: id,
        tool_version: deps.toolVersion,
        ...{ operation, subject, region, profile, request },
      });
    } catch (error) {
      journal.close();
      throw error;
    }
    return runOn(deps, start, id, journal);
  }
}

/**
 * Begins a look at the world that changes nothing in it. It needs no lock, and its journal is forgotten: nobody is asked to resume
 * it, and it stands in nobody's way.
 *
 * @throws DayError DAY-RUN-007 without a place to write
 */
export async function beginLook<R extends Json, D extends RunDeps>(deps: D, start: RunStart<R>): Promise<Run<R, D>> {
  await prepareRunsFolder(deps);
  return runOn(deps, start, timestamp(deps.clock.now()), fleetingJournal());
}

/** Takes an earlier run up again. @throws DayError DAY-RUN-004 on a damaged journal */
export async function continueRun<R extends Json, D extends RunDeps>(
  deps: D,
  known: KnownRun,
  request: R,
): Promise<Run<R, D>> {
  const { operation, subject, region, profile } = known;
  const journal = await continueJournal(known.path, deps.clock);
  await journal.record({ fact: "resumed", tool_version: deps.toolVersion });
  return runOn(deps, { operation, subject, region, profile, request }, known.id, journal);
}

/** @throws DayError DAY-RUN-007 */
export async function prepareRunsFolder(deps: Pick<RunDeps, "files" | "environment">): Promise<string> {
  const runs = runsFolder(configFolder(deps.environment));
  try {
    await deps.files.ensureFolder(runs);
    return runs;
  } catch (cause) {
    throw noPlace(runs, "made", cause);
  }
}

async function tryBegin(path: string, { clock }: RunDeps): Promise<Journal | undefined> {
  try {
    return await beginJournal(path, clock);
  } catch (cause) {
    if (cause instanceof Error && cause.name === "AlreadyExists") return undefined;
    throw noPlace(path, "written", cause);
  }
}

function runOn<R extends Json, D extends RunDeps>(
  outer: D,
  start: RunStart<R>,
  id: string,
  journal: Journal,
): Run<R, D> {
  const { subject, region } = start;
  const folder = configFolder(outer.environment);
  const log = openTextLog(join(runsFolder(folder), `${subject}_${id}.log`));
  const deps: D = { ...outer, emit: logEvents(log, outer) };
  const locks: FileLock[] = [];
  const walk = (): Walk => {
    const account = lastFact(journal.facts, "caller")?.account ?? "";
    const { emit, clock, signal } = deps;
    return { journal, emit, clock, signal, run: [account, region, subject, id] };
  };
  return {
    ...start,
    id,
    deps,
    folder,
    journal,
    artifacts: artifactsOf(deps.files, journal, folder),
    walk,
    ensure: (resource, needed, wanted, options) => ensure(walk(), resource, needed, wanted, options),
    async decide(key, make, holds = () => true) {
      const known = lastFact(journal.facts, "decided", (fact) => fact.key === key)?.value;
      type Value = Awaited<ReturnType<typeof make>>;
      if (known !== undefined && holds(known as Value)) return known as Value;
      const value = await make();
      await journal.record({ fact: "decided", key, value });
      return value;
    },
    async warn(warning, when = "before") {
      const { id, message, step } = warning;
      deps.emit({ code: "run.warning", level: "warn", message: `${step}: ${message}`, data: { id, step } });
      const known = lastFact(journal.facts, "warning", (fact) => fact.id === id && fact.message === message);
      if (known === undefined) {
        await journal.record({ fact: "warning", post_create: when === "postCreate", id, message, step });
      }
    },
    hold: (lock) => void locks.push(lock),
    close() {
      log.close();
      journal.close();
      for (const lock of locks) lock.release();
    },
  };
}
