import type { ConfigSource, Sourced } from "../file/config_source.ts";
import { configKeys, type KeysWith } from "../keys/keys.ts";
import type { AskDeps } from "./ask_deps.ts";
import { textSetting } from "./text_setting.ts";

/** Comma-separated users, and USD per month as decimal text. */
export type BudgetTerms = { readonly users: Sourced; readonly amount: Sourced };

/** In a list of users: nobody but the cluster's own account. */
const nobodyElse = "ubuntu";

type LaterKey = KeysWith<{ readonly question: { readonly kind: "later" } }>;

const keysOf = {
  global: { users: "global_allowed_budget_users", amount: "global_budget_amount" },
  cluster: { users: "allowed_budget_users", amount: "budget_amount" },
} as const satisfies Readonly<Record<string, Readonly<Record<keyof BudgetTerms, LaterKey>>>>;

/** Who may use a new budget, and how much. To be called only when the budget has to be made, because it may ask. */
export async function budgetTerms(
  deps: AskDeps,
  source: ConfigSource,
  budget: keyof typeof keysOf,
): Promise<BudgetTerms> {
  const keys = keysOf[budget];
  const users = await textSetting(deps, source, keys.users, configKeys[keys.users].question);
  return {
    users: { ...users, value: users.value || nobodyElse },
    amount: await textSetting(deps, source, keys.amount, configKeys[keys.amount].question),
  };
}
