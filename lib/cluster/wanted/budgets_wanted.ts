import { budget, type BudgetOut, type BudgetSpec } from "../../aws/resources/budget.ts";
import type { AwsDeps, Found } from "../../aws/resource.ts";
import { tagsTableLine } from "../../aws/resources/tags_table_line.ts";
import { type Wanted, wanted } from "../../state/walks/wanted.ts";
import type { Place } from "./place.ts";

export type BudgetKind = "global" | "cluster";

/** Percent of the amount at which mails are sent (spec/create-cluster.md 3.11). */
const thresholds: Readonly<Record<BudgetKind, number[]>> = { global: [25, 50, 75, 99], cluster: [75] };

export function budgetName(kind: BudgetKind, { zone, cluster }: Pick<Place, "zone" | "cluster">): string {
  return kind === "global" ? "daylily-global" : `da-${zone}-${cluster}`;
}

/** What a budget is to hold, who gets its mails, who may use it beside `ubuntu`, and what is known to stand there. */
export type BudgetWish = {
  readonly amount: string;
  readonly email: string;
  readonly users: readonly string[];
  readonly seen?: Found<BudgetSpec, BudgetOut>;
};

/** A budget, and the line that lets its users spend. */
export type BudgetEntries = { readonly budget: Wanted; readonly users: Wanted };

/**
 * A budget and its line in the table of budget users, which is written only when the budget is made: others' lines stay. Both
 * budgets filter on the cluster's name, the global one on that of the first cluster ever.
 */
export function wantedBudget(deps: AwsDeps, place: Place, kind: BudgetKind, wish: BudgetWish): BudgetEntries {
  const { account, region, bucket } = place;
  const { amount, email, users, seen } = wish;
  const name = budgetName(kind, place);
  const spec: BudgetSpec = { account, name, amount, cluster: place.cluster, thresholds: thresholds[kind], email };
  const entry = wanted(budget, deps, spec, {
    seen,
    note: (found) => {
      const usd = found?.is === "ready" ? found.spec.amount : amount;
      return usd === "" ? "" : `${usd} USD a month`;
    },
  });
  const line = [name, ["ubuntu", ...users].join(",")].join("<TAB>");
  return {
    budget: entry,
    users: wanted(tagsTableLine, deps, { account, region, bucket, project: name, users: [...users] }, {
      onlyWith: entry,
      later: entry.title,
      // The budget stands; that its users could not be written down is worth a warning with the line to add by hand.
      onFailure: {
        warn: { id: "budget.users", step: "budgets" },
        words: (reason) => `${reason}; add this line by hand: ${line}`,
      },
    }),
  };
}
