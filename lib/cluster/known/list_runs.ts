import { resumeCommand } from "../../state/journal/resume_command.ts";
import type { Command } from "../../host/command.ts";
import type { Clock } from "../../host/clock.ts";
import type { Environment } from "../../host/environment.ts";
import type { Files } from "../../host/files.ts";
import { configFolder, runsFolder } from "../../state/config_folder.ts";
import { type EndStatus, lastEnd, lastFact } from "../../state/journal/facts.ts";
import { isAtWork } from "../../state/run_lock.ts";
import { type KnownRun, readRuns } from "../../state/journal/runs.ts";
import { deleteCommand } from "./delete_command.ts";
import type { DeleteRequest } from "./delete_request.ts";
import { isOpenRun } from "./open_runs.ts";

export type RecordDeps = { readonly files: Files; readonly environment: Environment; readonly clock: Clock };

/** A run as `status --runs` lists it. */
export type RecordedRun = {
  readonly name: string;
  readonly run_id: string;
  /** For example `create`; "" where that cannot be read. */
  readonly operation: string;
  readonly cluster_name: string;
  readonly region: string;
  /**
   * `running`: its process is at work; `refused`: preflight or somebody else's cluster stopped a creation; `superseded`: a later run goes
   * on with what it has made; `broken_off`: it ended without a word; `damaged`: its journal cannot be read, and its region is "".
   */
  readonly outcome: EndStatus | "running" | "refused" | "superseded" | "broken_off" | "damaged";
  readonly age_seconds: number;
  /** The command that goes on with it; "" when there is nothing to go on with. */
  readonly resume: string;
  /** Why a damaged journal cannot be read. */
  readonly why?: string;
};

/** All runs whose journal can be read, newest first. */
export async function recordedRuns(deps: RecordDeps): Promise<readonly RecordedRun[]> {
  const folder = runsFolder(configFolder(deps.environment));
  const runs = await readRuns(deps.files, folder);
  const readable = await Promise.all(runs.known.map((run) => recorded(deps, folder, run)));
  const damaged = runs.damaged.map(({ name, id, subject, why }): RecordedRun => ({
    ...{
      name,
      run_id: id,
      operation: "",
      cluster_name: subject,
      region: "",
      outcome: "damaged",
      resume: "",
      why: why.message,
    },
    age_seconds: ageOf(deps, id),
  }));
  return [...readable, ...damaged].sort((one, other) => one.run_id < other.run_id ? 1 : -1);
}

async function recorded(deps: RecordDeps, folder: string, run: KnownRun): Promise<RecordedRun> {
  const { name, id, subject, region, account, facts } = run;
  const end = lastFact(facts, "end");
  const hasEnded = lastEnd(facts) !== undefined;
  const isRunning = !hasEnded && await isAtWork(deps.files, folder, { account, region, subject });
  const isOpen = isOpenRun(run);
  const isTurnedAway = run.operation === "create" && end?.status === "failed" && !isOpen;
  const isSuperseded = lastFact(facts, "superseded") !== undefined;
  const status = isSuperseded ? "superseded" : isTurnedAway ? "refused" : end?.status;
  return {
    name,
    run_id: id,
    operation: run.operation,
    cluster_name: subject,
    region,
    outcome: isRunning ? "running" : (hasEnded || isSuperseded) && status ? status : "broken_off",
    age_seconds: ageOf(deps, id),
    resume: isOpen && !isRunning ? onward(deps, run) : "",
  };
}

/** A deletion is gone on with by the command that began it. */
function onward({ environment }: RecordDeps, { operation, name, facts }: KnownRun): Command {
  if (operation !== "delete") return resumeCommand(name);
  return deleteCommand(lastFact(facts, "run")?.request as DeleteRequest, environment);
}

const ageOf = ({ clock }: RecordDeps, runId: string) =>
  Math.max(0, Math.round((clock.now().getTime() - begun(runId)) / 1000));

/** A run's time stamp is local time. */
function begun(runId: string): number {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(runId) ?? [];
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}`).getTime();
}
