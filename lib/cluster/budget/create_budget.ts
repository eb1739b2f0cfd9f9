import { isAwsError } from "../../aws/aws_error.ts";
import { callerIdentity, type Identity } from "../../aws/questions/identity.ts";
import { budget, type BudgetSpec } from "../../aws/resources/budget.ts";
import { tagsTableLine, type TagsTableLineSpec } from "../../aws/resources/tags_table_line.ts";
import type { Command } from "../../host/command.ts";
import { DayError } from "../../host/errors/day_error.ts";
import { isOf, lastFact, ownership, type Warning } from "../../state/journal/facts.ts";
import { tellTakenOver } from "../../state/journal/tell_taken_over.ts";
import type { Run } from "../../state/run.ts";
import { shortRun } from "../../state/short_run.ts";
import { claimOn } from "../../state/walks/claim.ts";
import { type EnsuredObjects, ensurePlanned } from "../../state/walks/ensure_objects.ts";
import { plan, type Planned, plannedFrom } from "../../state/walks/plan.ts";
import type { CreateDeps } from "../create_deps.ts";
import { type ClusterMemory, rememberCluster } from "../known/remember_cluster.ts";
import { wantedBudgetOf, wantedUsers } from "../wanted/budgets_wanted.ts";
import { budgetCommand } from "./budget_command.ts";
import type { BudgetRequest } from "./budget_request.ts";
import { updateRecord } from "./update_record.ts";

export type MadeBudget = Omit<EnsuredObjects, "of"> & {
  readonly name: string;
  readonly created: boolean;
  /** What makes sense to be done now. */
  readonly next: readonly Command[];
};

type BudgetRun = Run<BudgetRequest, CreateDeps>;

/**
 * Makes sure of a project's budget and of the line that lets its users spend. A budget that stands is left alone together with its
 * line, and what is not as asked for is told; `repair` puts it right. One that an earlier run was cut off at is completed.
 *
 * Several may run at once, also for one cluster and one table.
 */
export async function createBudget(
  deps: CreateDeps,
  request: BudgetRequest,
  { dryRun, notes }: { readonly dryRun: boolean; readonly notes: readonly string[] },
): Promise<MadeBudget> {
  const { region, profile } = deps.aws;
  const start = { operation: "create-budget", subject: request.cluster, region, profile, request };
  const doing = `checking the budget ${request.project}`;
  return await shortRun(deps, start, { dryRun, doing }, async (run) => {
    for (const message of notes) await run.warn({ id: "budget.thresholds", step: "budgets", message });
    const made = await budgetIn(run, dryRun);
    const noted = notes.map((message) => ({ id: "budget.thresholds", step: "budgets", message }));
    return { ...made, warnings: [...noted, ...made.warnings] };
  });
}

async function budgetIn(run: BudgetRun, dryRun: boolean): Promise<MadeBudget> {
  const { deps, folder, journal, region, profile, request, subject: cluster } = run;
  const caller = await callerIdentity(deps.aws);
  await journal.record({ fact: "caller", ...caller });
  const memory = await rememberCluster(deps.files, folder, { account: caller.account, region, cluster });
  const { spec, line } = specsOf(run, caller);
  const isHalfDone = await takeUp(run, memory, spec, line);

  const [looked, users] = await plan(run.walk(), [wantedBudgetOf(deps, spec), wantedUsers(deps, line)], "full");
  refuseUnread(users, line);
  const isOurs = looked.found?.is === "absent" || isHalfDone || request.repair;
  const made = await ensurePlanned(
    run.walk(),
    isOurs ? [looked, usersBeside(run, looked, users, line)] : standing(looked, users),
    {
      existing: isOurs ? "repair" : "leave",
      dryRun,
      warn: run.warn,
    },
  );
  const left = isOurs ? await tellFaster(run, looked, made) : await tellLeft(run, looked, users);
  if (!dryRun) await updateRecord(run, caller);
  const isIncomplete = left.length > 0 || made.warnings.length > 0 || made.error !== undefined;
  const again = budgetCommand(request, { region, profile }, { repair: left.length > 0 || request.repair });
  return {
    ...made,
    name: spec.name,
    created: !dryRun && isIn(made, "created"),
    warnings: [...left, ...made.warnings],
    next: isIncomplete ? [again] : [],
  };
}

function isIn({ objects }: Pick<EnsuredObjects, "objects">, wanted: "created" | "unchanged"): boolean {
  return objects.some(({ kind, outcome }) => kind === budget.kind && outcome === wanted);
}

function specsOf({ region, request }: BudgetRun, { account }: Identity) {
  const { project, amount, cluster, thresholds, email, bucket, users } = request;
  const spec: BudgetSpec = { account, name: project, amount, cluster, thresholds: [...thresholds], email };
  const line: TagsTableLineSpec = { account, region, bucket, project, users: [...users] };
  return { spec, line };
}

/** The table is shared: who cannot read it must not write it, nor make a budget whose users stay unknown. */
function refuseUnread({ unread }: Planned, { bucket }: TagsTableLineSpec): void {
  if (unread === undefined) return;
  if (isAwsError(unread.cause, "NoSuchBucket")) {
    throw new DayError("DAY-CFG-003", `There is no bucket ${bucket}, so nothing was written`, {
      cause: unread,
      fix: "name the reference bucket with -b, for example -b s3://x-omics-analysis-us-west-2",
    });
  }
  const message =
    `The table of budget users in s3://${bucket} cannot be read, so nothing was written: ${unread.message}`;
  throw new DayError(unread.code, message, { cause: unread, fix: unread.advice });
}

/**
 * Goes on with what an earlier run has made without having come to the line of users.
 *
 * @returns whether there is such a thing
 */
async function takeUp(
  { journal, deps }: BudgetRun,
  { runs }: ClusterMemory,
  spec: BudgetSpec,
  line: TagsTableLineSpec,
): Promise<boolean> {
  const [ofBudget, ofLine] = [isOf(budget.kind, budget.key(spec)), isOf(tagsTableLine.kind, tagsTableLine.key(line))];
  const earlier = runs.filter(({ operation }) => operation === "create-budget");
  const facts = earlier.flatMap((each) => ownership(each.facts)).filter((fact) =>
    "kind" in fact && (ofBudget(fact) || ofLine(fact))
  );
  const isMade = claimOn(facts, budget.kind, budget.key(spec)).is !== "none";
  if (!isMade || lastFact(facts, "remembered", ofLine) !== undefined) return false;
  for (const fact of facts) await journal.record(fact);
  const { name = "" } = earlier.at(-1) ?? {};
  tellTakenOver(deps, name);
  return true;
}

/**
 * The line of a budget that is being made, and only together with it: others who may spend on the project already go on to. A
 * repair writes it in any case, and takes away who is not named.
 */
function usersBeside(
  { deps, request: { repair } }: BudgetRun,
  { wanted: budget }: Planned,
  users: Planned,
  line: TagsTableLineSpec,
): Planned {
  const { found } = users;
  if (repair) return users;
  if (found?.is !== "ready") return { ...users, wanted: wantedUsers(deps, line, budget) };
  const seen = tagsTableLine.spec.parse(found.spec);
  const others = seen.users.filter((user) => !line.users.includes(user) && !/[\s\p{Cc}]/u.test(user));
  return plannedFrom({ wanted: wantedUsers(deps, { ...line, users: [...line.users, ...others] }, budget), found });
}

const standing = (...planned: readonly Planned[]) => planned.filter(({ found }) => found?.is === "ready");

/** What is not as asked for, and was left as others made it. */
async function tellLeft(run: BudgetRun, looked: Planned, users: Planned): Promise<readonly Warning[]> {
  const words = [looked, users].flatMap(({ differences }) => differences.map(({ words }) => words));
  const missing = users.found?.is === "absent" ? ["the table of budget users has no line for it"] : [];
  if (words.length + missing.length === 0) return [];
  return await warnLeft(run, `exists and was not changed (${[...words, ...missing].join("; ")})`);
}

/** Between the look and the writing somebody else has made it. */
async function tellFaster(run: BudgetRun, { found }: Planned, made: EnsuredObjects): Promise<readonly Warning[]> {
  if (found?.is !== "absent" || made.dryRun || !isIn(made, "unchanged")) return [];
  return await warnLeft(
    run,
    "was created by somebody else at the same time; the budget and its users were not changed",
  );
}

async function warnLeft({ warn, request }: BudgetRun, what: string): Promise<readonly Warning[]> {
  const warning = { id: "budget.left", step: "budgets", message: `budget ${request.project} ${what}` };
  await warn(warning);
  return [warning];
}
