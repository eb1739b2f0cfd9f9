import { join } from "node:path";
import { DayError } from "../host/day_error.ts";
import type { Files } from "../host/files.ts";
import { type Fact, isUnfinished, lastFact } from "./facts.ts";
import { readJournal } from "./journal.ts";

/** A run as its journal tells it. `name` is `<cluster>_<ts>`. */
export type Run = {
  readonly name: string;
  readonly path: string;
  readonly runId: string;
  readonly cluster: string;
  readonly region: string;
  readonly facts: readonly Fact[];
};

/** All runs whose journal can be read, oldest first. */
export async function listRuns(files: Files, folder: string): Promise<readonly Run[]> {
  const runs: Run[] = [];
  for (const name of await files.list(folder)) {
    if (name.endsWith(".jsonl")) runs.push(...await readRun(join(folder, name), name.slice(0, -".jsonl".length)));
  }
  return runs.sort((a, b) => Number(a.runId > b.runId) - Number(a.runId < b.runId));
}

/** A journal that cannot be read: `<cluster>_<ts>`, and the `DAY-RUN-004` that says why. */
export type DamagedRun = {
  readonly name: string;
  readonly cluster: string;
  readonly runId: string;
  readonly why: DayError;
};

/** Runs that nobody can say anything of, in order of their names. They may have made things. */
export async function damagedRuns(files: Files, folder: string): Promise<readonly DamagedRun[]> {
  const damaged: DamagedRun[] = [];
  for (const name of await files.list(folder)) {
    const [, cluster, runId] = /^(.+)_(\d{14})\.jsonl$/.exec(name) ?? [];
    if (cluster === undefined) continue;
    const why = await readJournal(join(folder, name)).then(() => undefined, (error) => error);
    if (why instanceof DayError) damaged.push({ name: `${cluster}_${runId}`, cluster, runId, why });
  }
  return damaged;
}

/** The runs that a resume could go on with. */
export async function unfinishedRuns(files: Files, folder: string): Promise<readonly Run[]> {
  return (await listRuns(files, folder)).filter(({ facts }) => isUnfinished(facts));
}

/**
 * The run that a person means by `--resume [RUN]`: `<ts>`, `<cluster>_<ts>`, or nothing for the only unfinished one (3.23).
 *
 * @throws DayError DAY-RUN-003 when there is none, or more than one, DAY-RUN-004 when the one that is meant, or may be, is damaged
 */
export async function runToResume(files: Files, folder: string, wanted: string): Promise<Run> {
  const unfinished = await unfinishedRuns(files, folder);
  const fitting = unfinished.filter(({ name, runId }) => wanted === "" || wanted === name || wanted === runId);
  if (fitting.length === 1) return fitting[0];
  const list = (runs: readonly Run[]) => runs.map(({ name }) => `\n  deno task create --resume ${name}`).join("");
  if (fitting.length > 1) {
    throw new DayError("DAY-RUN-003", "several runs are unfinished", { fix: `name the one you mean:${list(fitting)}` });
  }
  for (const { name, runId, why } of await damagedRuns(files, folder)) {
    if (wanted === "" || wanted === name || wanted === runId) throw why;
  }
  const all = await listRuns(files, folder);
  const finished = all.find(({ name, runId }) => wanted === name || wanted === runId);
  const why = wanted === ""
    ? "no run is unfinished"
    : finished
    ? `run ${wanted} has nothing left to resume`
    : `there is no run ${wanted}`;
  const fix = unfinished.length > 0
    ? `unfinished runs:${list(unfinished)}`
    : "start a new run with: deno task create --region-az ZONE";
  throw new DayError("DAY-RUN-003", why, { fix });
}

async function readRun(path: string, name: string): Promise<readonly Run[]> {
  try {
    const facts = await readJournal(path);
    const first = lastFact(facts, "run");
    if (first === undefined) return [];
    return [{ name, path, runId: first.run_id, cluster: first.cluster_name, region: first.region, facts }];
  } catch {
    // A damaged journal must not hide the others.
    return [];
  }
}
