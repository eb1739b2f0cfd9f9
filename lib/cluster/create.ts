import { explainAwsError } from "../aws/aws_error.ts";
import { initial } from "../config/initial_value.ts";
import { DayError } from "../host/day_error.ts";
import { Interrupted } from "../host/interruption.ts";
import { configFolder, runsFolder } from "../state/config_folder.ts";
import { lastFact, type RunStatus } from "../state/facts.ts";
import { type Run as KnownRun, runToResume } from "../state/runs.ts";
import type { StateRecord } from "../state/state_record.ts";
import { adoptChild } from "./adopt_child.ts";
import { askAhead } from "./ask_ahead.ts";
import { ensureBaseline } from "./baseline.ts";
import { ensureBudgets } from "./budgets.ts";
import { clusterDeps } from "./cluster_deps.ts";
import { conclude, type Progress } from "./conclusion.ts";
import type { CreateDeps } from "./create_deps.ts";
import type { CreateRequest } from "./create_request.ts";
import { createCluster, tryCluster } from "./created_cluster.ts";
import { wireHeartbeat } from "./heartbeat.ts";
import { headNodeAddress } from "./pcluster.ts";
import { makePlan, showPlan } from "./plan.ts";
import { fromRecord, prepare, type Prepared, readSource, settle, toRecord } from "./prepared.ts";
import { readBaseline } from "./read_baseline.ts";
import { renderCluster } from "./rendered_cluster.ts";
import { resumeInstead } from "./resume_instead.ts";
import { beginRun, continueRun, endTakenOver, refuseUnfinished, type Run } from "./run.ts";
import { passPreflight } from "./selections.ts";

/**
 * How a creation ended. `error` stands beside `failed`; `state` is absent when preflight did not pass, and when it could not be
 * written.
 */
export type CreateResult = {
  readonly status: RunStatus;
  readonly exitCode: number;
  readonly runId: string;
  readonly cluster: string;
  readonly request: CreateRequest;
  /** Whether it has passed preflight, so that a run that ended early can be gone on with. */
  readonly resumable: boolean;
  readonly artifacts: Readonly<Record<string, string>>;
  readonly state?: StateRecord;
  readonly error?: DayError;
};

export type CreateOptions = {
  /** Takes over what unfinished runs of the cluster have made, without asking. */
  readonly anew?: boolean;
  /** Goes on with another run; its profile may be another one as well. */
  readonly resume?: (recorded: RecordedRun) => Promise<CreateResult>;
};

/**
 * Creates a cluster, or goes on with an unfinished creation of it when a person says so.
 *
 * @throws DayError when the run ends before it has anything to tell
 */
export async function create(
  deps: CreateDeps,
  request: CreateRequest,
  { anew = false, resume = (recorded) => resumeCreate(deps, recorded) }: CreateOptions = {},
): Promise<CreateResult> {
  const source = await readSource(deps, request);
  // Where nobody has to be asked for the name, nobody is asked for anything before an unfinished run is met.
  const name = initial(source, "cluster_name")?.value;
  let prepared: Prepared | undefined;
  const begin = async (anew: boolean) => {
    if (name !== undefined && !anew) await refuseUnfinished(deps, request.region, name);
    prepared ??= await settle(deps, source);
    const run = await beginRun(deps, request, prepared.settings.cluster_name.value, anew);
    return { run, prepared };
  };
  const begun = await begin(anew).catch(async (error) => {
    const unfinished = await resumeInstead(deps, error);
    return unfinished === undefined ? await begin(true) : unfinished;
  });
  if (typeof begun === "string") return await resume(await recordedRun(deps, begun));
  const { run } = begun;
  await orClose(run, () => run.decide("prepared", () => toRecord(begun.prepared)));
  return await finish(run, begun.prepared);
}

/** The request of an unfinished run. @param wanted as in `--resume [RUN]`. @throws DayError DAY-RUN-003 */
export async function recordedRun(
  deps: Pick<CreateDeps, "files" | "environment">,
  wanted: string,
): Promise<RecordedRun> {
  const run = await runToResume(deps.files, runsFolder(configFolder(deps.environment)), wanted);
  return { run, request: lastFact(run.facts, "run")?.request as unknown as CreateRequest };
}

export type RecordedRun = { readonly run: KnownRun; readonly request: CreateRequest };

/** Goes on with a run that was interrupted, in whatever way. */
export async function resumeCreate(deps: CreateDeps, { run: known, request }: RecordedRun): Promise<CreateResult> {
  const run = await continueRun(deps, request, known);
  const record = () => run.decide("prepared", async () => toRecord(await prepare(deps, request)));
  return await finish(run, fromRecord(await orClose(run, record)));
}

/** A run that cannot even begin holds neither its lock nor its files. */
async function orClose<T>(run: Run, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    run.close();
    throw error;
  }
}

/**
 * The walk. Every step may be repeated: what an earlier life of the run has decided, written and made, it finds again.
 *
 * @see design section 4, plan section 6
 */
async function walk(run: Run, prepared: Prepared, progress: Progress): Promise<RunStatus> {
  const selections = progress.selections = await passPreflight(run, prepared);
  const deps = clusterDeps(run, selections);
  await adoptChild(run);
  const plan = await makePlan(run, prepared, selections, deps);
  await endTakenOver(run);
  showPlan(run, plan);
  await askAhead(run, prepared, selections, plan);
  const baseline = progress.baseline = await ensureBaseline(run, prepared, selections, plan);
  progress.budgets = await ensureBudgets(run, prepared, selections, plan);
  const rendered = await renderCluster(run, prepared, selections, baseline, plan);
  if (plan.clusterIsAbsent) await tryCluster(run, deps, rendered);
  const remember = () => readBaseline(run);
  if (plan.clusterIsAbsent && run.deps.environment.get("DAY_BREAK") === "1") {
    await remember();
    return "dry_run_ok";
  }
  await createCluster(run, deps, rendered, remember);
  progress.headnode_ip = await headNodeAddress(deps.pcluster, run.cluster);
  await run.warn({
    id: "headnode.not_configured",
    message: "the head node's software was not set up; log in and do it by hand",
    step: "headnode",
  }, "postCreate");
  progress.heartbeat = await wireHeartbeat(run, prepared, selections, baseline);
  return "created";
}

/** Walks to the end and writes down how it was reached, whatever it is. */
async function finish(run: Run, prepared: Prepared): Promise<CreateResult> {
  const progress: Progress = {};
  try {
    const status = await walk(run, prepared, progress);
    return await end(run, prepared, progress, { status, exitCode: 0 });
  } catch (error) {
    if (run.deps.signal.aborted) {
      const { reason } = run.deps.signal;
      const exitCode = reason instanceof Interrupted ? reason.exitCode : 130;
      return await end(run, prepared, progress, { status: "interrupted", exitCode });
    }
    const failure = underWay(run, explainAwsError(error, `creating cluster ${run.cluster}`));
    return await end(run, prepared, progress, { status: "failed", exitCode: failure.exitCode, error: failure });
  } finally {
    run.close();
  }
}

/** In the middle of a run credentials that are not accepted any more are a failure of AWS, and no bad input. */
function underWay(run: Run, failure: DayError): DayError {
  if (failure.code !== "DAY-CRED-001" || !hasPassed(run)) return failure;
  return new DayError("DAY-CRED-002", failure.message, { cause: failure });
}

const hasPassed = ({ journal }: Run) => lastFact(journal.facts, "preflight_passed") !== undefined;

type End = { readonly status: RunStatus; readonly exitCode: number; readonly error?: DayError };

/** Nothing is written for a run that preflight stopped, but its report. */
async function end(run: Run, prepared: Prepared, progress: Progress, reached: End): Promise<CreateResult> {
  const { runId, cluster, request } = run;
  const resumable = hasPassed(run);
  const result = () => ({ runId, cluster, request, resumable, artifacts: run.artifacts.paths() });
  try {
    const state = resumable ? await conclude(run, prepared, progress, reached.status) : undefined;
    await run.journal.record({ fact: "end", status: reached.status, exit_code: reached.exitCode });
    return { ...result(), ...reached, state };
  } catch (cause) {
    // What stopped the run comes first; a resume writes what could not be written now.
    const unwritten = explainAwsError(cause, "writing down how the run ended");
    if (reached.status === "interrupted") return { ...result(), ...reached };
    const error = reached.error ?? unwritten;
    return { ...result(), status: "failed", exitCode: error.exitCode, error };
  }
}
