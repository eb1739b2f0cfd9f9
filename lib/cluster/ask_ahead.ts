import { chooseNetwork } from "./baseline.ts";
import { termsOf } from "./budgets.ts";
import type { Plan } from "./plan.ts";
import type { Prepared } from "./prepared.ts";
import type { Run } from "./run.ts";
import type { Selections } from "./selections.ts";

/**
 * Where nobody can be asked, settles before the first change what would otherwise be asked after it: a value that is missing must
 * not be found out when a network stands that costs money. A person is asked in the order of the catalogue.
 *
 * @throws DayError DAY-PROMPT-001 for the first value that only an answer could give
 * @see spec/create-cluster.md 1.7
 */
export async function askAhead(run: Run, prepared: Prepared, selections: Selections, plan: Plan): Promise<void> {
  if (run.deps.prompter.refuses === undefined) return;
  const { network, tags_and_budget_arns: policies } = selections;
  if (network.is === "present") await chooseNetwork(run, prepared, { ...network, policies });
  for (const kind of ["global", "cluster"] as const) {
    if (plan.budgets[kind].is === "absent") await termsOf(run, prepared.source, kind);
  }
}
