import { join } from "node:path";
import { stringify } from "yaml";
import { explainAwsError } from "../../aws/aws_error.ts";
import { DayError } from "../../host/errors/day_error.ts";
import { reasonOf } from "../../host/errors/reason_of.ts";
import { stableJsonLine } from "../../host/json.ts";
import { lastFact } from "../../state/journal/facts.ts";
import { type KnownRun, readRuns, runsAbout } from "../../state/journal/runs.ts";
import { configFolder, runsFolder } from "../../state/config_folder.ts";
import { continueRun, prepareRunsFolder, type Run } from "../../state/run.ts";
import { lockPart } from "../../state/run_lock.ts";
import { beginOn, type CallersCluster, callersCluster } from "../../state/begin_on.ts";
import { exportPath } from "./export_place.ts";
import { type ExportDeps, type Exported, exportResults } from "./export_results.ts";

/** `target` is a path below the file system's root, or an `s3://` address. */
export type ExportRequest = { cluster: string; target: string };

type ExportRun = Run<ExportRequest, ExportDeps>;

/**
 * Exports files of a cluster to S3, and leaves `fsx_export.yaml` in a folder: whether it went well, and where the files are. The same
 * command again goes on with an export whose watch was broken off.
 *
 * It takes a lock of its own, not the cluster's: an export may take hours, in which the cluster's deadline must be movable.
 *
 * @param folder of the status file; it is made when it is missing
 */
export async function exportCluster(deps: ExportDeps, request: ExportRequest, folder: string): Promise<Exported> {
  if (!request.target.startsWith("s3://")) exportPath(request.target);
  await prepareFolder(deps, folder);
  let told: Exported | DayError | undefined;
  try {
    told = await exportAlone(deps, request);
    return told;
  } catch (error) {
    deps.signal.throwIfAborted();
    told = explainAwsError(error, `exporting ${request.target}`);
    throw told;
  } finally {
    // An earlier export's file would say that all is well. That of an export which is at work is not ours to write.
    const isOthers = told instanceof DayError && told.code === "DAY-RUN-001";
    if (told !== undefined && !isOthers) await deps.files.replace(join(folder, "fsx_export.yaml"), statusFile(told));
  }
}

async function prepareFolder({ files }: ExportDeps, folder: string): Promise<void> {
  try {
    await files.ensureFolder(folder);
  } catch (cause) {
    const message = `the folder ${folder} cannot be made: ${reasonOf(cause)}`;
    throw new DayError("DAY-USE-001", message, { cause, fix: "name another one with --output-dir" });
  }
}

async function exportAlone(deps: ExportDeps, request: ExportRequest): Promise<Exported> {
  const place = await callersCluster(deps, request.cluster, `exporting ${request.target}`);
  const { account, region, cluster: subject } = place;
  const lock = await lockPart(await prepareRunsFolder(deps), { account, region, subject }, "export", deps.self);
  try {
    return await exportIn(await openRun(deps, place, request), place);
  } finally {
    lock.release();
  }
}

async function openRun(deps: ExportDeps, place: CallersCluster, request: ExportRequest): Promise<ExportRun> {
  const { account, region, cluster: subject } = place;
  const runs = await readRuns(deps.files, runsFolder(configFolder(deps.environment)));
  const open = runsAbout(runs, { account, region, subject }).findLast((run) => isOpen(run, request));
  if (open !== undefined) return await continueRun(deps, open, request);
  return await beginOn(deps, place, { operation: "export", request });
}

async function exportIn(run: ExportRun, place: CallersCluster): Promise<Exported> {
  const { journal, request, deps } = run;
  try {
    const told = await exportResults(run, place, request.target);
    await end(run, told.status === "SUCCEEDED");
    return told;
  } catch (error) {
    deps.signal.throwIfAborted();
    // What FSx is still at can be watched again.
    if (lastFact(journal.facts, "decided", ({ key }) => key === "export_task") === undefined) await end(run, false);
    throw error;
  } finally {
    run.close();
  }
}

function isOpen({ operation, facts }: KnownRun, request: ExportRequest): boolean {
  const first = lastFact(facts, "run");
  return operation === "export" && lastFact(facts, "end") === undefined &&
    stableJsonLine(first?.request ?? null) === stableJsonLine(request);
}

async function end(run: ExportRun, well: boolean): Promise<void> {
  await run.journal.record({ fact: "end", status: well ? "exported" : "failed", exit_code: well ? 0 : 2 });
}

function statusFile(told: Exported | DayError): string {
  const isError = told instanceof DayError;
  const { message } = told;
  const status = !isError && told.status === "SUCCEEDED" ? "success" : "error";
  const s3_uri = isError ? "" : told.s3_uri;
  return stringify({ fsx_export: { status, s3_uri, ...(message === "" ? {} : { message }) } });
}
