import type { BudgetSpec } from "../aws/budget.ts";
import type { Run } from "./run.ts";

export type BudgetKind = "global" | "cluster";

/** Percent of the amount at which mails are sent (spec/create-cluster.md 3.11). */
const thresholds: Readonly<Record<BudgetKind, number[]>> = { global: [25, 50, 75, 99], cluster: [75] };

/** The budget that a run wants; both filter on the cluster's name, the global one on that of the first cluster ever. */
export function budgetSpec(
  { cluster, request }: Pick<Run, "cluster" | "request">,
  kind: BudgetKind,
  { account, amount, email }: { readonly account: string; readonly amount: string; readonly email: string },
): BudgetSpec {
  const name = kind === "global" ? "daylily-global" : `da-${request.region_az}-${cluster}`;
  return { account, name, amount, cluster, thresholds: thresholds[kind], email };
}
