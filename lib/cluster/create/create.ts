import { advice, command } from "../../host/errors/advice.ts";
import { explainAwsError } from "../../aws/aws_error.ts";
import { initial } from "../../config/file/initial_value.ts";
import { DayError } from "../../host/errors/day_error.ts";
import { Interrupted } from "../../host/interruption.ts";
import { configFolder, runsFolder } from "../../state/config_folder.ts";
import { lastFact, type RunStatus, standsInTheWay } from "../../state/journal/facts.ts";
import type { Findings } from "../../preflight/preflight.ts";
import { prepareRunsFolder } from "../../state/run.ts";
import { type KnownRun, readRuns, runToResume } from "../../state/journal/runs.ts";
import type { StateRecord } from "../../state/state_record.ts";
import { adoptChild } from "./adopt_child.ts";
import { askAhead } from "./ask_ahead.ts";
import { type Baseline, ensureBaseline } from "./baseline.ts";
import {
  beginCreation,
  claimCluster,
  continueCreation,
  endTakenOver,
  metByNewRun,
  refuseAtWork,
} from "./begin_creation.ts";
import { ensureBudgets } from "./budgets.ts";
import { chooseWay } from "./choose_way.ts";
import { blameDeadline } from "../deadline/blame_deadline.ts";
import { confirmDeadline, refuseUnconfirmed } from "../deadline/confirm_deadline.ts";
import { decideDeadline, renewDeadline } from "../deadline/decide_deadline.ts";
import { type DeadlineRoles, wireDeadline } from "../deadline/wire_deadline.ts";
import { clusterDeps } from "./cluster_deps.ts";
import { conclude, type Reached } from "./conclusion.ts";
import type { CreateDeps, Creation } from "../create_deps.ts";
import type { CreateRequest } from "../create_request.ts";
import { wireHeartbeat } from "./heartbeat.ts";
import { makeCluster, tryCluster } from "./make_cluster.ts";
import { recordedRequest } from "./recorded_request.ts";
import { passPreflight } from "./pass_preflight.ts";
import { configureCreated } from "./configure_created.ts";
import { headNodePlace } from "../pcluster/pcluster.ts";
import { makePlan, showPlan } from "../plan/plan.ts";
import { fromRecord, prepare, type Prepared, readSource, settle, toRecord } from "../prepare.ts";
import { readBaseline } from "./read_baseline.ts";
import { renderCluster } from "./render_cluster.ts";
import { surveyCreation } from "../plan/survey.ts";

type CreateStatus = Exclude<RunStatus, "deleted">;

/**
 * How a creation ended. `error` stands beside `failed`; `state` is absent when preflight did not pass, and when it could not be
 * written.
 */
export type CreateResult = {
  readonly status: CreateStatus;
  readonly exitCode: number;
  readonly runId: string;
  readonly cluster: string;
  readonly request: CreateRequest;
  /** Whether it has passed preflight, so that a run that ended early can be gone on with. */
  readonly resumable: boolean;
  /** Whether the next creation of the cluster would have to be told what is to become of this run. */
  readonly standsInTheWay: boolean;
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
  const runs = await readRuns(deps.files, await prepareRunsFolder(deps));
  /** Which way to go when a run of this name is met; nothing when the way is free. */
  const wayPast = async (name: string) => {
    const met = anew ? undefined : metByNewRun(runs, request, name);
    if (met === undefined) return undefined;
    await refuseAtWork(deps, met);
    return { met, way: await chooseWay(deps, met) };
  };
  // Where nobody has to be asked for the name, nobody is asked for anything before an unfinished run is met.
  const named = initial(source, "cluster_name")?.value;
  let past = named === undefined ? undefined : await wayPast(named);
  if (past?.way === "resume") return await resume(recorded(past.met));
  const prepared = await settle(deps, source);
  refuseUnconfirmed(deps.prompter, request, prepared);
  const name = prepared.settings.cluster_name.value;
  if (named === undefined) past = await wayPast(name);
  if (past?.way === "resume") return await resume(recorded(past.met));
  const run = await beginCreation(deps, request, name);
  await orClose(run, () => run.decide("prepared", () => toRecord(prepared)));
  return await finish(run, prepared, anew || past?.way === "anew");
}

/** The request of an unfinished run. @param wanted as in `--resume [RUN]`. @throws DayError DAY-RUN-003 */
export async function recordedRun(
  deps: Pick<CreateDeps, "files" | "environment">,
  wanted: string,
): Promise<RecordedRun> {
  return recorded(runToResume(await readRuns(deps.files, runsFolder(configFolder(deps.environment))), wanted));
}

/** `ttl`: a new time to live for a run whose deadline has passed. */
export type RecordedRun = { readonly run: KnownRun; readonly request: CreateRequest; readonly ttl?: string };

function recorded(run: KnownRun): RecordedRun {
  return { run, request: recordedRequest(run) };
}

/** Goes on with a run that was interrupted, in whatever way. */
export async function resumeCreate(
  deps: CreateDeps,
  { run: known, request, ttl }: RecordedRun,
): Promise<CreateResult> {
  const run = await continueCreation(deps, known, request);
  await orClose(run, () => renewDeadline(run, ttl));
  const record = () => run.decide("prepared", async () => toRecord(await prepare(deps, request)));
  return await finish(run, fromRecord(await orClose(run, record)), false);
}

/** A run that cannot even begin holds neither its lock nor its files. */
async function orClose<T>(run: Creation, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    run.close();
    throw error;
  }
}

/**
 * The walk. Every step may be repeated: what an earlier life of the run has decided, written and made, it finds again. It tells
 * what it has reached as it goes.
 */
async function* walk(run: Creation, prepared: Prepared, anew: boolean): AsyncGenerator<Reached, CreateStatus> {
  const findings = await passPreflight(run, prepared, (caller) => claimCluster(run, caller, anew));
  yield { findings };
  const deps = clusterDeps(run, findings);
  await adoptChild(run);
  const survey = await surveyCreation(run, prepared, findings, deps);
  await endTakenOver(run);
  const ending = await decideDeadline(run, prepared);
  const plan = makePlan(survey, prepared, findings, { now: run.deps.clock.now(), ending });
  showPlan(run, plan);
  await run.decide("cost", () => plan.cost);
  await confirmDeadline(run, ending);
  await askAhead(run, prepared, findings, survey);
  const baseline = await ensureBaseline(run, prepared, findings, survey);
  yield { baseline };
  yield { budgets: await ensureBudgets(run, prepared, findings, survey) };
  const rendered = await renderCluster(run, prepared, findings, baseline, survey);
  if (survey.clusterIsAbsent) await tryCluster(run, deps, rendered);
  const remember = () => readBaseline(run, findings, baseline);
  if (survey.clusterIsAbsent && run.deps.environment.get("DAY_BREAK") === "1") {
    await remember();
    return "dry_run_ok";
  }
  const accepted = () => Promise.all([remember(), wireDeadline(run, ending, rolesOf(prepared, findings, baseline))]);
  await blameDeadline(run, ending, () => makeCluster(run, deps, rendered, accepted));
  const place = await headNodePlace(deps.pcluster, run.subject);
  yield { headNodeAddress: place?.address };
  await configureCreated(run, place, findings);
  yield { heartbeat: await wireHeartbeat(run, prepared, findings, baseline) };
  return "created";
}

function rolesOf({ settings }: Prepared, findings: Findings, { schedulerRoleArn }: Baseline): DeadlineRoles {
  const mail = settings.heartbeat_email.value === "" ? "" : schedulerRoleArn;
  return { account: findings.account, expiry: findings.expiryRoleArn ?? "", mail };
}

/** Walks to the end and writes down how it was reached, whatever it is. */
async function finish(run: Creation, prepared: Prepared, anew: boolean): Promise<CreateResult> {
  let reached: Reached = {};
  try {
    const steps = walk(run, prepared, anew);
    let step = await steps.next();
    for (; !step.done; step = await steps.next()) reached = { ...reached, ...step.value };
    return await end(run, prepared, reached, { status: step.value, exitCode: 0 });
  } catch (error) {
    if (run.deps.signal.aborted) {
      const { reason } = run.deps.signal;
      const exitCode = reason instanceof Interrupted ? reason.exitCode : 130;
      return await end(run, prepared, reached, { status: "interrupted", exitCode });
    }
    const failure = underWay(run, explainAwsError(error, `creating cluster ${run.subject}`));
    return await end(run, prepared, reached, { status: "failed", exitCode: failure.exitCode, error: failure });
  } finally {
    run.close();
  }
}

/** In the middle of a run credentials that are not accepted any more are a failure of AWS, and no bad input. */
function underWay(run: Creation, failure: DayError): DayError {
  if (!["DAY-CRED-001", "DAY-CRED-003"].includes(failure.code) || !hasPassed(run)) return failure;
  return new DayError("DAY-CRED-002", failure.message, {
    cause: failure,
    ...(failure.code === "DAY-CRED-003"
      ? { fix: advice`${failure.advice}; then run: ${command("deno task create --resume")}` }
      : {}),
  });
}

const hasPassed = ({ journal }: Creation) => lastFact(journal.facts, "preflight_passed") !== undefined;

type End = { readonly status: CreateStatus; readonly exitCode: number; readonly error?: DayError };

/** Nothing is written for a run that preflight stopped, but its report. */
async function end(run: Creation, prepared: Prepared, reached: Reached, ending: End): Promise<CreateResult> {
  const { id: runId, subject: cluster, request } = run;
  const resumable = hasPassed(run);
  const result = () => ({
    ...{ runId, cluster, request, resumable },
    standsInTheWay: standsInTheWay(run.journal.facts),
    artifacts: run.artifacts.paths(),
  });
  try {
    const state = resumable ? await conclude(run, prepared, reached, ending.status) : undefined;
    await run.journal.record({ fact: "end", status: ending.status, exit_code: ending.exitCode });
    return { ...result(), ...ending, state };
  } catch (cause) {
    // What stopped the run comes first; a resume writes what could not be written now.
    const unwritten = explainAwsError(cause, "recording how the run ended");
    if (ending.status === "interrupted") return { ...result(), ...ending };
    const error = ending.error ?? unwritten;
    return { ...result(), status: "failed", exitCode: error.exitCode, error };
  }
}
