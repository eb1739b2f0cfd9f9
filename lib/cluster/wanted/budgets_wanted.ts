import { budget, type BudgetOut, type BudgetSpec } from "../../aws/resources/budget.ts";
import type { AwsDeps, Found } from "../../aws/resource.ts";
import { tagsTableLine, type TagsTableLineSpec } from "../../aws/resources/tags_table_line.ts";
import { type Wanted, wanted } from "../../state/walks/wanted.ts";
import type { Place } from "./place.ts";

export type BudgetKind = "global" | "cluster";

/** Percent of the amount at which mails are sent. */
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
  const { account, amount, cluster, email } = { ...place, ...wish };
  const name = budgetName(kind, place);
  const spec: BudgetSpec = { account, name, amount, cluster, thresholds: thresholds[kind], email };
  const entry = wantedBudgetOf(deps, spec, wish.seen);
  const { region, bucket } = place;
  const users = wantedUsers(deps, { account, region, bucket, project: name, users: [...wish.users] }, entry);
  return { budget: entry, users };
}

/** A budget that looks like this. */
export function wantedBudgetOf(deps: AwsDeps, spec: BudgetSpec, seen?: BudgetWish["seen"]): Wanted {
  return wanted(budget, deps, spec, {
    seen,
    note: (found) => {
      const usd = found?.is === "ready" ? found.spec.amount : spec.amount;
      return usd === "" ? "" : `${usd} USD a month`;
    },
  });
}

/**
 * The line of a budget's users. The budget stands; that its users could not be written down is worth a warning with the line to add
 * by hand.
 *
 * @param onlyWith the budget, where the line is written only together with it
 */
export function wantedUsers(deps: AwsDeps, spec: TagsTableLineSpec, onlyWith?: Wanted): Wanted {
  const line = [spec.project, ["ubuntu", ...spec.users].join(",")].join("<TAB>");
  return wanted(tagsTableLine, deps, spec, {
    onlyWith,
    later: onlyWith?.title,
    onFailure: {
      warn: { id: "budget.users", step: "budgets" },
      words: (reason) => `${reason}; add this line by hand: ${line}`,
    },
  });
}
