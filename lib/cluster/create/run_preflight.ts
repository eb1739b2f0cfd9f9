import { explainAwsError } from "../../aws/aws_error.ts";
import type { DayError } from "../../host/errors/day_error.ts";
import type { PreflightReport } from "../../preflight/check.ts";
import type { CreateDeps } from "../create_deps.ts";
import type { CreateRequest } from "../create_request.ts";
import { beginLook } from "./begin_creation.ts";
import { judge } from "./pass_preflight.ts";
import { prepare } from "../prepare.ts";

/** The nine gates' report, where it was written, and the error of the gate that stopped. */
export type PreflightRun = { readonly report: PreflightReport; readonly path: string; readonly error?: DayError };

/**
 * Settles the configuration as a creation does, walks through the nine gates and writes their report. Nothing in AWS is changed.
 *
 * @throws DayError when it ends before it has a report; the reason of an interruption
 */
export async function runPreflight(deps: CreateDeps, request: CreateRequest): Promise<PreflightRun> {
  const prepared = await prepare(deps, request);
  const run = await beginLook(deps, request, prepared.settings.cluster_name.value);
  try {
    const outcome = await judge(run, prepared);
    const path = run.artifacts.paths().preflight_report;
    return { report: outcome.report, path, ...(outcome.passed ? {} : { error: outcome.error }) };
  } catch (error) {
    deps.signal.throwIfAborted();
    throw explainAwsError(error, "running preflight");
  } finally {
    run.close();
  }
}
