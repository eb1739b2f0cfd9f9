import { resumeCommand } from "../../state/journal/resume_command.ts";
import { explainAwsError } from "../../aws/aws_error.ts";
import type { DayError } from "../../host/errors/day_error.ts";
import { runsFolder } from "../../state/config_folder.ts";
import type { Warning } from "../../state/journal/facts.ts";
import { readRuns, unfinishedRuns } from "../../state/journal/runs.ts";
import { decideDeadline } from "../deadline/decide_deadline.ts";
import { clusterDeps } from "./cluster_deps.ts";
import type { CreateDeps, Creation } from "../create_deps.ts";
import type { CreateRequest } from "../create_request.ts";
import { beginLook } from "./begin_creation.ts";
import { judge } from "./pass_preflight.ts";
import { makePlan, type Plan } from "../plan/plan.ts";
import { prepare, type Prepared } from "../prepare.ts";
import { surveyCreation } from "../plan/survey.ts";

/** What a creation would do. Without a plan there is an error. */
export type PlannedCreation = {
  readonly runId: string;
  readonly cluster: string;
  readonly request: CreateRequest;
  readonly artifacts: Readonly<Record<string, string>>;
  readonly warnings: readonly Warning[];
  readonly plan?: Plan;
  readonly error?: DayError;
};

/**
 * Looks at everything a creation would make and writes nothing to AWS. An unfinished or damaged run of the cluster is told, and stops
 * nobody.
 *
 * @throws DayError when it ends before it has anything to tell; the reason of an interruption
 */
export async function planCreation(deps: CreateDeps, request: CreateRequest): Promise<PlannedCreation> {
  const prepared = await prepare(deps, request);
  const run = await beginLook(deps, request, prepared.settings.cluster_name.value);
  try {
    const warnings = await earlierWarnings(run);
    const outcome = await planOrError(run, prepared);
    const { id: runId, subject: cluster, artifacts } = run;
    return { runId, cluster, request, artifacts: artifacts.paths(), warnings, ...outcome };
  } finally {
    run.close();
  }
}

async function planOrError(run: Creation, prepared: Prepared): Promise<Pick<PlannedCreation, "plan" | "error">> {
  try {
    const outcome = await judge(run, prepared, async ({ account, callerArn: arn }) => {
      await run.journal.record({ fact: "caller", account, arn });
    });
    if (!outcome.passed) return { error: outcome.error };
    const { findings } = outcome;
    const survey = await surveyCreation(run, prepared, findings, clusterDeps(run, findings), "show");
    const ending = await decideDeadline(run, prepared);
    return { plan: makePlan(survey, prepared, findings, { now: run.deps.clock.now(), ending }) };
  } catch (error) {
    run.deps.signal.throwIfAborted();
    return { error: explainAwsError(error, `planning cluster ${run.subject}`) };
  }
}

/** What a creation would meet of earlier runs: what is unfinished, and what nobody can read. */
async function earlierWarnings({ deps, folder, subject, region }: Creation): Promise<readonly Warning[]> {
  const runs = await readRuns(deps.files, runsFolder(folder));
  const unfinished = unfinishedRuns(runs).filter((run) => run.subject === subject && run.region === region);
  const damaged = runs.damaged.filter((run) => run.subject === subject);
  return [
    ...unfinished.map(({ name }) => ({
      id: "run.unfinished",
      step: "plan",
      message: `run ${name} of this cluster is unfinished; resume it with: ${resumeCommand(name)}`,
    })),
    ...damaged.map(({ why: { message, fix } }) => ({
      id: "run.damaged",
      step: "plan",
      message: `${message}; creating the cluster will fail until this is done: ${fix}`,
    })),
  ];
}
