import { join } from "node:path";
import { timestamp } from "../host/clock.ts";
import { DayError } from "../host/day_error.ts";
import type { FileLock } from "../host/file_lock.ts";
import type { Json } from "../host/json.ts";
import { openTextLog } from "../host/text_log.ts";
import { type Artifacts, artifactsOf } from "../state/artifacts.ts";
import { configFolder, runsFolder } from "../state/config_folder.ts";
import type { Walk } from "../state/ensure.ts";
import { isUnfinished, lastFact, ownership, standsInTheWay, type Warning } from "../state/facts.ts";
import { beginJournal, continueJournal, type Journal } from "../state/journal.ts";
import { lockRun } from "../state/run_lock.ts";
import { damagedRuns, type Run as KnownRun, unfinishedRuns } from "../state/runs.ts";
import type { CreateDeps } from "./create_deps.ts";
import type { CreateRequest } from "./create_request.ts";
import { fleetingJournal } from "./fleeting_journal.ts";
import { logEvents } from "./run_log.ts";

/** A creation under way: its dependencies, its journal, its files. */
export type Run = {
  readonly deps: CreateDeps;
  readonly request: CreateRequest;
  readonly runId: string;
  readonly cluster: string;
  /** The configuration folder. */
  readonly folder: string;
  readonly journal: Journal;
  readonly artifacts: Artifacts;
  /** What `ensure` needs; complete once the caller is known. */
  walk(): Walk;
  /** Takes the recorded value, or makes and records it. */
  decide<T extends Json>(key: string, make: () => Promise<T> | T): Promise<T>;
  /** Something for a person to know that does not stop the run. `postCreate`: after the cluster was created. */
  warn(warning: Warning, when?: "before" | "postCreate"): Promise<void>;
  close(): void;
};

/**
 * Begins a run: takes the cluster's lock, makes sure that no earlier run of it is unfinished, opens its journal. When the name of
 * this second is taken, the run gets the next one.
 *
 * @param anew takes over what unfinished runs of the cluster have made, instead of being turned away by them; whatever a run
 * decided and wrote is not taken over
 * @throws DayError DAY-RUN-001 under somebody else's lock, DAY-RUN-002 before an unfinished run, DAY-RUN-007 without a place to write
 */
export async function beginRun(
  deps: CreateDeps,
  request: CreateRequest,
  cluster: string,
  anew = false,
): Promise<Run> {
  const folder = configFolder(deps.environment);
  const runs = runsFolder(folder);
  await prepareFolder(deps, runs);
  const lock = await lockRun(runs, request.region, cluster, deps.self);
  try {
    if (!anew) await refuseUnfinished(deps, request.region, cluster);
    const earlier = await unfinishedOf(deps, request.region, cluster);
    for (;;) {
      const runId = timestamp(deps.clock.now());
      const journal = await tryBegin(join(runs, `${cluster}_${runId}.jsonl`), deps);
      if (journal === undefined) {
        await deps.clock.sleep(1000 - deps.clock.now().getMilliseconds(), deps.signal);
        continue;
      }
      try {
        await journal.record({
          fact: "run",
          tool_version: deps.toolVersion,
          run_id: runId,
          cluster_name: cluster,
          region: request.region,
          region_az: request.region_az,
          profile: request.profile,
          request,
        });
        for (const { name, facts } of earlier) {
          for (const fact of [{ fact: "took_over", run: name } as const, ...ownership(facts)]) {
            await journal.record(fact);
          }
        }
      } catch (error) {
        journal.close();
        throw error;
      }
      return runOn(deps, request, runId, cluster, journal, lock);
    }
  } catch (error) {
    lock.release();
    throw error;
  }
}

/**
 * Begins a look at the world that changes nothing in it. It needs no lock, and its journal is forgotten: nobody is asked to resume
 * it, and it stands in nobody's way.
 *
 * @throws DayError DAY-RUN-007 without a place to write
 */
export async function beginLook(deps: CreateDeps, request: CreateRequest, cluster: string): Promise<Run> {
  await prepareFolder(deps, runsFolder(configFolder(deps.environment)));
  return runOn(deps, request, timestamp(deps.clock.now()), cluster, fleetingJournal(), { release() {} });
}

/** Takes an earlier run up again. @throws DayError DAY-RUN-001 under somebody else's lock, DAY-RUN-004 on a damaged journal */
export async function continueRun(deps: CreateDeps, request: CreateRequest, known: KnownRun): Promise<Run> {
  const lock = await lockRun(runsFolder(configFolder(deps.environment)), known.region, known.cluster, deps.self);
  try {
    const journal = await continueJournal(known.path, deps.clock);
    await journal.record({ fact: "resumed", tool_version: deps.toolVersion });
    return runOn(deps, request, known.runId, known.cluster, journal, lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function prepareFolder(deps: Pick<CreateDeps, "files">, runs: string): Promise<void> {
  try {
    await deps.files.ensureFolder(runs);
  } catch (cause) {
    throw new DayError("DAY-RUN-007", `${runs} cannot be made: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  }
}

/**
 * Turns away from a cluster of which an earlier run is unfinished, or may be: what a damaged journal knew is not lost on a new run
 * that takes it for somebody else's.
 *
 * @throws DayError DAY-RUN-002 with the run's name in `details.run`, DAY-RUN-004 for a damaged journal, DAY-RUN-007 without a place to write
 * @see decision 3.39
 */
export async function refuseUnfinished(deps: RunPlaces, region: string, cluster: string): Promise<void> {
  await prepareFolder(deps, runsFolder(configFolder(deps.environment)));
  const damaged = await damagedRuns(deps.files, runsFolder(configFolder(deps.environment)));
  for (const { cluster: of, why } of damaged) if (of === cluster) throw why;
  const last = (await unfinishedOf(deps, region, cluster)).findLast(({ facts }) => standsInTheWay(facts));
  if (last === undefined) return;
  throw new DayError("DAY-RUN-002", `run ${last.name} of cluster ${cluster} is unfinished`, {
    fix: `resume it with: deno task create --resume ${last.name}\n` +
      "or begin anew with the flag --new-run: what that run has made is taken over, its answers are not",
    details: { run: last.name },
  });
}

type RunPlaces = Pick<CreateDeps, "files" | "environment">;

async function unfinishedOf(deps: RunPlaces, region: string, cluster: string): Promise<readonly KnownRun[]> {
  const all = await unfinishedRuns(deps.files, runsFolder(configFolder(deps.environment)));
  return all.filter((run) => run.region === region && run.cluster === cluster);
}

/** Ends the runs that this one goes on for, once it can be resumed itself. Repeatable. */
export async function endTakenOver({ deps, cluster, runId, folder, journal }: Run): Promise<void> {
  for (const fact of journal.facts) {
    if (fact.fact !== "took_over") continue;
    const earlier = await continueJournal(join(runsFolder(folder), `${fact.run}.jsonl`), deps.clock);
    try {
      if (isUnfinished(earlier.facts)) await earlier.record({ fact: "superseded", by: `${cluster}_${runId}` });
    } finally {
      earlier.close();
    }
  }
}

async function tryBegin(path: string, { clock }: CreateDeps): Promise<Journal | undefined> {
  try {
    return await beginJournal(path, clock);
  } catch (cause) {
    if (cause instanceof Error && cause.name === "AlreadyExists") return undefined;
    throw new DayError("DAY-RUN-007", `${path} cannot be written: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  }
}

function runOn(
  outer: CreateDeps,
  request: CreateRequest,
  runId: string,
  cluster: string,
  journal: Journal,
  lock: FileLock,
): Run {
  const folder = configFolder(outer.environment);
  const log = openTextLog(join(runsFolder(folder), `${cluster}_${runId}.log`));
  const deps: CreateDeps = { ...outer, emit: logEvents(log, outer) };
  return {
    deps,
    request,
    runId,
    cluster,
    folder,
    journal,
    artifacts: artifactsOf(deps.files, journal, folder),
    walk() {
      const account = lastFact(journal.facts, "caller")?.account ?? "";
      const { emit, clock, signal } = deps;
      return { journal, emit, clock, signal, run: [account, request.region, cluster, runId] };
    },
    async decide(key, make) {
      const known = lastFact(journal.facts, "decided", (fact) => fact.key === key);
      if (known !== undefined) return known.value as Awaited<ReturnType<typeof make>>;
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
    close() {
      log.close();
      journal.close();
      lock.release();
    },
  };
}
