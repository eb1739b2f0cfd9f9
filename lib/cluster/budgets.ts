import { explainAwsError } from "../aws/aws_error.ts";
import { budget } from "../aws/budget.ts";
import { tagsTableLine } from "../aws/tags_table_line.ts";
import { usersOf } from "../aws/users_of.ts";
import { type BudgetTerms, budgetTerms } from "../config/budget_terms.ts";
import type { ConfigSource } from "../config/config_source.ts";
import { ensure, isMadeByThisRun } from "../state/ensure.ts";
import { type BudgetKind, budgetSpec } from "./budget_spec.ts";
import type { Plan } from "./plan.ts";
import type { Prepared } from "./prepared.ts";
import type { Run } from "./run.ts";
import type { Selections } from "./selections.ts";

/** What the two budgets are called, and the terms of those that this run makes. */
export type Budgets = Readonly<Record<BudgetKind, { readonly name: string; readonly terms: BudgetTerms | null }>>;

/**
 * Layer 3, money: the global budget, then the cluster's. One that exists is left alone, and nobody is asked about it.
 *
 * @see spec/create-budget.md sections 6 and 8, decisions 3.5 and 3.45
 */
export async function ensureBudgets(
  run: Run,
  prepared: Prepared,
  selections: Selections,
  plan: Plan,
): Promise<Budgets> {
  return {
    global: await ensureBudget(run, prepared, selections, plan, "global"),
    cluster: await ensureBudget(run, prepared, selections, plan, "cluster"),
  };
}

async function ensureBudget(
  run: Run,
  { source, settings }: Prepared,
  { account, bucket }: Selections,
  plan: Plan,
  kind: BudgetKind,
): Promise<Budgets[BudgetKind]> {
  const { aws } = run.deps;
  const email = settings.budget_email.value;
  const asFound = plan.budgets[kind];
  const { name } = budgetSpec(run, kind, { account, amount: "", email });
  if (asFound.is === "ready" && !isMadeByThisRun(run, budget.kind, budget.key(asFound.spec))) {
    await ensure(run.walk(), budget, aws, asFound.spec, { seen: asFound });
    return { name, terms: null };
  }
  const terms = await termsOf(run, source, kind);
  const spec = budgetSpec(run, kind, { account, amount: terms.amount.value, email });
  const { origin } = await ensure(run.walk(), budget, aws, spec, { seen: asFound, readBack: "later" });
  if (origin === "created") await authorise(run, spec.name, bucket.value, usersOf(terms.users.value));
  return { name, terms };
}

/** What a budget that has to be made is to hold, asking where the configuration does not say it. */
export function termsOf(run: Run, source: ConfigSource, kind: BudgetKind): Promise<BudgetTerms> {
  return run.decide(`${kind}_budget`, () => budgetTerms(run.deps, source, kind));
}

/** The budget stands; that its users could not be written down is worth a warning with the line to add by hand. */
async function authorise(run: Run, project: string, bucket: string, users: string[]): Promise<void> {
  const spec = { region: run.request.region, bucket, project, users };
  try {
    await ensure(run.walk(), tagsTableLine, run.deps.aws, spec, { readBack: "later" });
  } catch (error) {
    run.deps.signal.throwIfAborted();
    const { message } = explainAwsError(error, `writing the users of ${project} into the table of budget users`);
    const line = `${project}<TAB>${["ubuntu", ...users].join(",")}`;
    await run.warn({ id: "budget.users", message: `${message}; add this line by hand: ${line}`, step: "budgets" });
  }
}
