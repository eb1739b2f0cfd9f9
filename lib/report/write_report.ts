import { join } from "node:path";
import { explainAwsError } from "../aws/aws_error.ts";
import { budgetFigure, budgetFigureActions } from "../aws/questions/budget_figure.ts";
import type { Aws } from "../aws/session.ts";
import type { Clock } from "../host/clock.ts";
import type { Environment } from "../host/environment.ts";
import type { Files } from "../host/files.ts";
import { nameInKey } from "../names/name_in_key.ts";
import { replaceFile } from "../state/artifacts.ts";
import { configFolder, runsFolder } from "../state/config_folder.ts";
import { lastFact } from "../state/journal/facts.ts";
import { findRun } from "../state/journal/find_run.ts";
import { readTimedJournal } from "../state/journal/journal.ts";
import { type KnownRun, readRuns, type Runs } from "../state/journal/runs.ts";
import { readStateRecords, type StateRecord } from "../state/state_record.ts";
import { reportPage } from "./page.ts";
import { makeReport, type Report, type Spend } from "./report.ts";

export type ReportDeps = {
  readonly files: Files;
  readonly environment: Environment;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** A session of the run's profile and region; it is asked for one thing, what the budget has counted. */
  readonly awsFor: (where: { readonly profile: string; readonly region: string }) => Aws;
  /** A text with its commands as they are typed here. */
  readonly typed: (text: string) => string;
};

/** Milliseconds: the page is worth more than one number on it. */
const patience = 15_000;

/**
 * Writes the page of a run, `report_<run>.html` in the configuration folder, over an earlier one of it.
 *
 * @param wanted the run; the newest one without it
 * @throws DayError DAY-RUN-003 without such a run, DAY-RUN-004 for a damaged one, DAY-RUN-007 when it cannot be written
 */
export async function writeReport(
  deps: ReportDeps,
  wanted: string | undefined,
): Promise<{ readonly path: string; readonly report: Report }> {
  const { files, clock } = deps;
  const folder = configFolder(deps.environment);
  const runs = await readRuns(files, runsFolder(folder));
  const run = findRun(runs, wanted);
  const records = (await readStateRecords(files, folder)).known;
  const record = records.find(({ cluster_name, run_id }) => cluster_name === run.subject && run_id === run.id);
  const now = clock.now();
  const report = await makeReport(files, run, await readTimedJournal(run.path), {
    record,
    gone: await whenGone(runs, run),
    now: now.getTime(),
    spend: await spendOf(deps, run, record),
  });
  const path = join(folder, `report_${run.name}.html`);
  await replaceFile(files, path, deps.typed(reportPage(report, now)));
  return { path, report };
}

/** When a later deletion of this machine came to its end. */
async function whenGone({ known }: Runs, { subject, region, account, id }: KnownRun): Promise<number | undefined> {
  const deletion = known.find((run) =>
    run.operation === "delete" && run.subject === subject && run.region === region && run.account === account &&
    run.id > id && run.facts.some((fact) => fact.fact === "end" && fact.status === "deleted")
  );
  return deletion === undefined ? undefined : (await readTimedJournal(deletion.path)).at(-1)?.at;
}

async function spendOf(
  { clock, signal, awsFor }: ReportDeps,
  { profile, region, account, facts }: KnownRun,
  record: StateRecord | undefined,
): Promise<Spend> {
  const known = lastFact(facts, "remembered", ({ kind }) => kind === "budget")?.key ?? "";
  const budget = record?.budgets.cluster || nameInKey(known);
  if (budget === "" || account === undefined) return null;
  const limit = AbortSignal.any([signal, clock.limit(patience)]);
  try {
    const figure = await budgetFigure(awsFor({ profile, region }), account, budget, limit);
    if (figure === undefined) return { is: "unknown", budget, why: "there is no such budget in USD" };
    return { is: "known", budget, spent_usd: figure.spent_usd, limit_usd: figure.limit_usd };
  } catch (error) {
    signal.throwIfAborted();
    const why = limit.aborted
      ? "AWS did not answer in time"
      : explainAwsError(error, `reading budget ${budget}`, budgetFigureActions).message;
    return { is: "unknown", budget, why };
  }
}
