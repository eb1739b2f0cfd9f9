import { advice, command } from "../../host/errors/advice.ts";
import { explainAwsError, isBadCredentials, isDenied } from "../../aws/aws_error.ts";
import { DayError } from "../../host/errors/day_error.ts";
import { Interrupted } from "../../host/interruption.ts";
import { configFolder } from "../../state/config_folder.ts";
import { prepareRunsFolder } from "../../state/run.ts";
import { lockRun, type RunLock } from "../../state/run_lock.ts";
import type { StateRecord } from "../../state/state_record.ts";
import { recordRemoval } from "../../state/walks/record_removal.ts";
import { type Removal, removeOne } from "../../state/walks/remove_one.ts";
import { adoptChild } from "../create/adopt_child.ts";
import type { CreateDeps } from "../create_deps.ts";
import { beginOn, callersCluster } from "../../state/begin_on.ts";
import { deleteCommand } from "../known/delete_command.ts";
import type { DeleteRequest } from "../known/delete_request.ts";
import { type ClusterMemory, type ClusterPlace, rememberCluster } from "../known/remember_cluster.ts";
import { isOpenRun } from "../known/open_runs.ts";
import type { PclusterDeps } from "../pcluster/pcluster.ts";
import { pclusterDeps } from "../pcluster/pcluster_deps.ts";
import { type Confirmation, confirmDeletion } from "./confirm_deletion.ts";
import { exportFirst } from "./export_first.ts";
import { networkIfLast } from "./network_if_last.ts";
import { type DeletionPlan, type Item, itemOf, planDeletion } from "./plan_deletion.ts";
import { planLines } from "./plan_lines.ts";
import { removeBucketObjects } from "./remove_bucket_objects.ts";
import { removeCluster } from "./remove_cluster.ts";
import { certainLook, type DeletionSurvey, surveyDeletion } from "./survey_deletion.ts";
import { type Deletion, endOpenRuns, writeRecord } from "./write_down.ts";

export type DeleteOptions = Confirmation & {
  readonly dryRun: boolean;
  /** The record that a person has named; it counts beside those of the configuration folder. */
  readonly record?: StateRecord;
};

/** How a deletion ended. `error` stands beside `failed`. */
export type DeleteResult = {
  readonly status: "planned" | "deleted" | "failed" | "interrupted";
  readonly exitCode: number;
  readonly request: DeleteRequest;
  /** "" when nothing was done. */
  readonly runId: string;
  readonly deleted: readonly Item[];
  readonly kept: readonly Item[];
  readonly left: readonly Item[];
  /** What a person reads of the plan. */
  readonly lines: readonly string[];
  readonly error?: DayError;
};

/**
 * Deletes a cluster and what serves it alone. It is resumed by the same command: every step looks before it acts.
 *
 * @throws DayError when it ends before it has begun to change anything
 */
export async function deleteCluster(
  deps: CreateDeps,
  request: DeleteRequest,
  options: DeleteOptions,
): Promise<DeleteResult> {
  const { cluster } = request;
  const place = await callersCluster(deps, cluster, `looking for cluster ${cluster}`);
  refuseOtherAccount(options.record, place);
  const pcluster = await pclusterDeps(deps);
  if (options.dryRun) {
    const { survey, plan } = await look(deps, pcluster, request, place, options.record);
    return { ...outcome(request, plan, []), status: "planned", exitCode: 0, lines: planLines(survey, plan) };
  }
  const { account, region } = place;
  const lock = await lockRun(await prepareRunsFolder(deps), { account, region, subject: cluster }, deps.self);
  let run: Deletion | undefined;
  try {
    const { survey, plan } = await look(deps, pcluster, request, place, options.record);
    const isOpen = plan.deleted.length > 0 || survey.memory.runs.filter(isOpenRun).length > 0;
    for (const message of planLines(survey, plan)) deps.emit({ code: "plan.line", level: "info", message });
    if (isOpen) await confirmDeletion(deps, survey, options);
    else if (survey.memory.records.at(-1)?.status === "deleted") {
      return { ...outcome(request, plan, []), status: "deleted", exitCode: 0 };
    }
    run = await beginOn(deps, place, { operation: "delete", request });
    return await finish(run, pcluster, survey, { plan, lock });
  } finally {
    run?.close();
    lock.release();
  }
}

/** A record of another account is of another cluster. @throws DayError DAY-RUN-008 */
function refuseOtherAccount(record: StateRecord | undefined, { account }: ClusterPlace): void {
  if (record === undefined || record.account_id === account) return;
  const message =
    `the state record belongs to account ${record.account_id}, but the credentials belong to account ${account}`;
  throw new DayError("DAY-RUN-008", message);
}

async function look(
  deps: CreateDeps,
  pcluster: PclusterDeps,
  request: DeleteRequest,
  place: ClusterPlace,
  record: StateRecord | undefined,
): Promise<{ readonly survey: DeletionSurvey; readonly plan: DeletionPlan }> {
  const known = await rememberCluster(deps.files, configFolder(deps.environment), place);
  const memory = withRecord(known, record);
  const survey = await surveyDeletion(deps, pcluster, request, place, memory);
  refuseUnknown(survey);
  return { survey, plan: planDeletion(survey, request) };
}

function withRecord(memory: ClusterMemory, record: StateRecord | undefined): ClusterMemory {
  if (record === undefined || memory.records.some(({ run_id }) => run_id === record.run_id)) return memory;
  const records = [...memory.records, record].sort((one, other) => one.run_id < other.run_id ? -1 : 1);
  return { ...memory, records };
}

/** @throws DayError DAY-CLU-001 for a name that nothing is known of, and for a stack that is no cluster of this `pcluster` */
function refuseUnknown({ look, isKnown, place: { cluster, region } }: DeletionSurvey): void {
  if (look.is === "no cluster") {
    const message = `the stack ${cluster} in ${region} (${look.status}) is not a cluster of this version of pcluster`;
    const fix = "if another major version of pcluster created it, delete it with that version";
    throw new DayError("DAY-CLU-001", message, { fix });
  }
  if (look.is === "absent" && !isKnown) {
    throw new DayError(
      "DAY-CLU-001",
      `there is no cluster ${cluster} in ${region}, and this machine has no record of it`,
    );
  }
}

function outcome(request: DeleteRequest, { deleted, kept }: DeletionPlan, left: readonly Item[]) {
  return { request, runId: "", deleted, kept, left, lines: [] };
}

/** What has become of the things, as far as the walk has come. */
type Done = { readonly deleted: Item[]; readonly kept: Item[]; readonly left: Item[] };

/**
 * The walk. What is to be exported is exported before anything goes. The heartbeat stops first, and that it cannot be stopped is only told; the schedules of the deadline go when the cluster
 * is gone: until then they are what ends it if this deletion is broken off.
 */
async function walk(
  run: Deletion,
  pcluster: PclusterDeps,
  survey: DeletionSurvey,
  { lock, done }: { readonly lock: RunLock; readonly done: Done },
): Promise<void> {
  const { deps, request } = run;
  for (const { facts } of survey.memory.runs.filter(isOpenRun)) {
    await adoptChild({ journal: { ...run.journal, facts }, deps });
  }
  await exportFirst(run, survey, lock);
  await removeEach(run, survey, survey.around.heartbeat, done);
  // Also where the cluster cannot be deleted, no mail address is missed whose topic is gone.
  await forgetWith(run, survey);
  // What an earlier creation had under way may have come up meanwhile.
  const isStill = survey.look.is === "absent" && survey.memory.runs.filter(isOpenRun).length > 0;
  const look = isStill ? await certainLook(deps, pcluster, request) : survey.look;
  await removeCluster(run, pcluster, { ...survey, look });
  done.deleted.push(
    ...planDeletion({ ...survey, look }, request).deleted.filter(({ kind }) =>
      kind === "cluster" || kind === "file-system"
    ),
  );
  await removeEach(run, survey, survey.around.deadline, done);
  const own = survey.budget.filter(({ origin }) => request.purge_budget && origin === "created");
  await removeEach(run, survey, own.map(({ removal }) => removal), done);
  if (survey.network?.is === "free") await removeNetwork(run, survey, done);
  done.left.push(...await removeBucketObjects(deps, survey.place));
  await forgetWith(run, survey);
}

async function removeEach(
  run: Deletion,
  { resources }: DeletionSurvey,
  removals: readonly Removal[],
  done: Done,
): Promise<void> {
  for (const each of removals) {
    const { outcome, why, error } = await removeOne(run.walk(), each);
    if (outcome === "removed") done.deleted.push(itemOf(each));
    if (outcome === "kept") done.kept.push(itemOf(each, why));
    if (outcome !== "left") continue;
    // Nothing else would go either.
    if (isBadCredentials(error)) throw error;
    const message = `the ${each.title} could not be removed: ${why}`;
    await run.warn({ id: `delete.${each.kind}`, step: "delete", message });
    // What one may not even look at, and no run has made, is as likely not to be there at all.
    const isRemembered = resources.some(({ kind, key }) => kind === each.kind && key === each.key);
    if (each.seen !== undefined || isRemembered || !isDenied(error)) done.left.push(itemOf(each, why));
  }
}

/** Judged again: somebody may have begun to use it. */
async function removeNetwork(run: Deletion, survey: DeletionSurvey, done: Done): Promise<void> {
  const verdict = await networkIfLast(run.deps, survey.place.cluster, survey.resources, survey.memory);
  if (verdict === undefined) return;
  if (verdict.is === "free") return await removeEach(run, survey, [verdict.removal], done);
  done.kept.push({ kind: "network-stack", name: verdict.title, why: verdict.why });
}

/** What goes with another thing is forgotten with it: a mail address with its topic, what has another kind under the same key. */
async function forgetWith({ journal }: Deletion, { resources }: DeletionSurvey): Promise<void> {
  const gone = journal.facts.flatMap((fact) => fact.fact === "removed" ? [fact] : []);
  for (const { kind, key } of resources) {
    const isKnown = gone.some((each) => each.kind === kind && each.key === key);
    const goes = gone.some((each) => key === each.key || (each.kind === "topic" && key.startsWith(`${each.key}/`)));
    if (!isKnown && goes) await recordRemoval(journal, kind, key);
  }
}

/** Walks to the end and writes down how it was reached, whatever it is. */
async function finish(
  run: Deletion,
  pcluster: PclusterDeps,
  survey: DeletionSurvey,
  { plan, lock }: { readonly plan: DeletionPlan; readonly lock: RunLock },
): Promise<DeleteResult> {
  const done: Done = { deleted: [], kept: [...plan.kept], left: [] };
  const result = () => ({ request: run.request, runId: run.id, ...done, lines: [] });
  try {
    await walk(run, pcluster, survey, { lock, done });
    if (done.left.length > 0) throw somethingLeft(run, done.left);
    await endOpenRuns(run, survey.memory.runs);
    await end(run, survey, "deleted", 0);
    return { ...result(), status: "deleted", exitCode: 0 };
  } catch (error) {
    if (run.deps.signal.aborted) {
      const { reason } = run.deps.signal;
      const exitCode = reason instanceof Interrupted ? reason.exitCode : 130;
      await end(run, survey, "interrupted", exitCode).catch(() => {});
      return { ...result(), left: leftOf(plan, done), status: "interrupted", exitCode };
    }
    const failure = underWay(run, explainAwsError(error, `deleting cluster ${run.subject}`));
    await end(run, survey, "failed", failure.exitCode).catch(() => {});
    return { ...result(), left: leftOf(plan, done), status: "failed", exitCode: failure.exitCode, error: failure };
  }
}

/** What could not be removed, or else what was to be deleted and was not. */
function leftOf({ deleted }: DeletionPlan, done: Done): readonly Item[] {
  if (done.left.length > 0) return done.left;
  const has = (list: readonly Item[], { kind, name }: Item) =>
    list.some((each) => each.kind === kind && each.name === name);
  return deleted.filter((item) => !has(done.deleted, item) && !has(done.kept, item));
}

function somethingLeft({ deps, request }: Deletion, left: readonly Item[]): DayError {
  const lines = left.map(({ kind, name, why }) => `  ${kind} ${name}: ${why}`);
  const message = ["not everything could be removed:", ...lines].join("\n");
  return new DayError("DAY-DEL-001", message, {
    fix: advice`correct this, then continue the deletion with: ${command(deleteCommand(request, deps.environment))}`,
  });
}

/** In the middle of a deletion credentials that are not accepted any more are a failure of AWS, and no bad input. */
function underWay({ deps, request }: Deletion, failure: DayError): DayError {
  if (failure.code !== "DAY-CRED-001") return failure;
  const again = command(deleteCommand(request, deps.environment));
  const fix = advice`sign in again or renew the keys of the profile, then continue the deletion with: ${again}`;
  return new DayError("DAY-CRED-002", failure.message, { cause: failure, fix });
}

async function end(
  run: Deletion,
  survey: DeletionSurvey,
  status: "deleted" | "failed" | "interrupted",
  exitCode: number,
): Promise<void> {
  await writeRecord(run, survey, status);
  await run.journal.record({ fact: "end", status, exit_code: exitCode });
}
