import { join } from "node:path";
import { stringify } from "yaml";
import { explainAwsError } from "../../aws/aws_error.ts";
import { callerIdentity } from "../../aws/questions/identity.ts";
import { DayError } from "../../host/errors/day_error.ts";
import { reasonOf } from "../../host/errors/reason_of.ts";
import { stableJsonLine } from "../../host/json.ts";
import { lastFact } from "../../state/journal/facts.ts";
import { type KnownRun, readRuns, runsAbout } from "../../state/journal/runs.ts";
import { beginRun, continueRun, prepareRunsFolder, type Run } from "../../state/run.ts";
import { lockRun } from "../../state/run_lock.ts";
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
  const run = await openRun(deps, request);
  let told: Exported | DayError | undefined;
  try {
    told = await exportResults(run, request.target);
    await end(run, told.status === "SUCCEEDED");
    return told;
  } catch (error) {
    deps.signal.throwIfAborted();
    told = explainAwsError(error, `exporting ${request.target}`);
    // What FSx is still at can be watched again.
    if (lastFact(run.journal.facts, "decided", ({ key }) => key === "export_task") === undefined) await end(run, false);
    throw told;
  } finally {
    run.close();
    if (told !== undefined) await deps.files.replace(join(folder, "fsx_export.yaml"), statusFile(told));
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

async function openRun(deps: ExportDeps, request: ExportRequest): Promise<ExportRun> {
  const { cluster: subject } = request;
  const { profile, region } = deps.aws;
  const caller = await callerIdentity(deps.aws).catch((error) => {
    deps.signal.throwIfAborted();
    throw explainAwsError(error, `exporting ${request.target}`);
  });
  const { account } = caller;
  const about = { account, region, subject };
  const folder = await prepareRunsFolder(deps);
  const lock = await lockRun(folder, { ...about, subject: `${subject}.export` }, deps.self);
  try {
    const open = runsAbout(await readRuns(deps.files, folder), about).findLast((run) => isOpen(run, request));
    const run: ExportRun = open !== undefined
      ? await continueRun(deps, open, request)
      : await beginRun(deps, { operation: "export", subject, region, profile, request });
    run.hold(lock);
    if (open === undefined) await run.journal.record({ fact: "caller", account, arn: caller.arn });
    return run;
  } catch (error) {
    lock.release();
    throw error;
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

/** @see spec/headnode.md part C */
function statusFile(told: Exported | DayError): string {
  const isError = told instanceof DayError;
  const { message } = told;
  const status = !isError && told.status === "SUCCEEDED" ? "success" : "error";
  const s3_uri = isError ? "" : told.s3_uri;
  return stringify({ fsx_export: { status, s3_uri, ...(message === "" ? {} : { message }) } });
}
