import { budget, type BudgetOut, type BudgetSpec } from "../../aws/resources/budget.ts";
import type { Found } from "../../aws/resource.ts";
import { usersOf } from "../../names/users_of.ts";
import { type BudgetTerms, budgetTerms } from "../../config/settings/budget_terms.ts";
import type { Findings } from "../../preflight/preflight.ts";
import { claimOn } from "../../state/walks/claim.ts";
import { ensureAll } from "../../state/walks/ensure_all.ts";
import type { Creation } from "../create_deps.ts";
import type { Prepared } from "../prepare.ts";
import type { Survey } from "../plan/survey.ts";
import { type BudgetKind, budgetName, wantedBudget } from "../wanted/budgets_wanted.ts";
import { placeOf } from "../wanted/place.ts";

/** What the two budgets are called, and the terms of those that this run makes. */
export type Budgets = Readonly<Record<BudgetKind, { readonly name: string; readonly terms: BudgetTerms | null }>>;

/**
 * Layer 3, money: the global budget, then the cluster's. One that exists is left alone, and nobody is asked about it.
 */
export async function ensureBudgets(
  run: Creation,
  prepared: Prepared,
  findings: Findings,
  survey: Survey,
): Promise<Budgets> {
  return {
    global: await ensureBudget(run, prepared, findings, survey, "global"),
    cluster: await ensureBudget(run, prepared, findings, survey, "cluster"),
  };
}

async function ensureBudget(
  run: Creation,
  prepared: Prepared,
  findings: Findings,
  survey: Survey,
  kind: BudgetKind,
): Promise<Budgets[BudgetKind]> {
  const place = placeOf(run, findings);
  const name = budgetName(kind, place);
  const seen = foundBudget(survey, name);
  const terms = hasToBeMade(run, findings, survey, kind) ? await termsOf(run, prepared, kind) : null;
  // Of one that others made nothing is changed, whatever the wish says.
  const wish = terms === null
    ? { amount: "", users: [] }
    : { amount: terms.amount.value, users: usersOf(terms.users.value) };
  const entries = wantedBudget(run.deps, place, kind, { ...wish, email: prepared.settings.budget_email.value, seen });
  await ensureAll(run.walk(), [entries.budget, entries.users], { readBack: "later", warn: run.warn });
  return { name, terms };
}

/** Whether the budget is absent, or this run's to complete: only then somebody has to say what it holds. */
export function hasToBeMade(run: Creation, findings: Findings, survey: Survey, kind: BudgetKind): boolean {
  const { account, zone, cluster } = placeOf(run, findings);
  const name = budgetName(kind, { zone, cluster });
  const spec = { account, name, amount: "", cluster, thresholds: [], email: "" };
  const isOurs = claimOn(run.journal.facts, budget.kind, budget.key(spec)).is !== "none";
  return isOurs || foundBudget(survey, name)?.is === "absent";
}

function foundBudget({ planned }: Survey, name: string): Found<BudgetSpec, BudgetOut> | undefined {
  const found = planned.find(({ wanted }) => wanted.kind === budget.kind && wanted.spec.name === name)?.found;
  return found as Found<BudgetSpec, BudgetOut> | undefined;
}

/** What a budget that has to be made is to hold, asking where the configuration does not say it. */
export function termsOf(run: Creation, { source }: Pick<Prepared, "source">, kind: BudgetKind): Promise<BudgetTerms> {
  return run.decide(`${kind}_budget`, () => budgetTerms(run.deps, source, kind));
}
