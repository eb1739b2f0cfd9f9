import type { Findings } from "../../preflight/preflight.ts";
import { hasToBeMade, termsOf } from "./budgets.ts";
import { chooseNetwork } from "./choose_network.ts";
import type { Creation } from "../create_deps.ts";
import type { Prepared } from "../prepare.ts";
import type { Survey } from "../plan/survey.ts";

/**
 * Where nobody can be asked, settles before the first change what would otherwise be asked after it: a value that is missing must
 * not be found out when a network stands that costs money. A person is asked in the order of the catalogue.
 *
 * @throws DayError DAY-PROMPT-001 for the first value that only an answer could give
 */
export async function askAhead(run: Creation, prepared: Prepared, findings: Findings, survey: Survey): Promise<void> {
  if (run.deps.prompter.refuses === undefined) return;
  const { network, tagsAndBudgetArns: policies } = findings;
  if (network.is === "present") await chooseNetwork(run, prepared, { ...network, policies });
  for (const kind of ["global", "cluster"] as const) {
    if (hasToBeMade(run, findings, survey, kind)) await termsOf(run, prepared, kind);
  }
}
