import { acceptedValue } from "./accept_value.ts";
import type { ConfigSource, Sourced } from "../file/config_source.ts";
import { complaintAbout } from "../keys/keys.ts";
import type { AskDeps } from "./ask_deps.ts";
import { textSetting } from "./text_setting.ts";

/** Comma-separated users, and USD per month as decimal text. */
export type BudgetTerms = { readonly users: Sourced; readonly amount: Sourced };

/** In a list of users: nobody but the cluster's own account (decision 3.42). */
export const nobodyElse = "ubuntu";

const keysOf = {
  global: { users: "global_allowed_budget_users", amount: "global_budget_amount" },
  cluster: { users: "allowed_budget_users", amount: "budget_amount" },
} as const;

/**
 * Who may use a new budget, and how much. To be called only when the budget has to be made, because it may ask.
 *
 * @see spec/create-cluster.md 3.11
 */
export async function budgetTerms(
  deps: AskDeps,
  source: ConfigSource,
  budget: keyof typeof keysOf,
): Promise<BudgetTerms> {
  const keys = keysOf[budget];
  const users = acceptedValue(deps, source, keys.users) ?? {
    value: await deps.prompter.text({
      id: keys.users,
      message: `Who else may use the ${budget} budget (user names with commas between them, empty: nobody)?`,
      emptyAllowed: true,
      complaint: (answer) => complaintAbout(keys.users, answer),
    }),
    origin: "answer" as const,
  };
  const message = `How many USD per month should the ${budget} budget hold?`;
  return {
    users: { ...users, value: users.value || nobodyElse },
    amount: await textSetting(deps, source, keys.amount, { message }),
  };
}
