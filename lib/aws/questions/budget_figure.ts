import { isAwsError } from "../aws_error.ts";
import type { Aws } from "../session.ts";

export const budgetFigureActions = ["budgets:ViewBudget"] as const;

/** What a budget says, in USD; AWS counts anew at least once a day, which is late for a cluster of a day. */
export type BudgetFigure = {
  readonly name: string;
  readonly limit_usd: number;
  readonly spent_usd: number;
  /** When AWS counted, ISO 8601; "" when it did not yet. */
  readonly as_of: string;
};

/**
 * Nothing when there is no such budget, or one in another currency.
 *
 * @param signal gives the question up
 */
export async function budgetFigure(
  aws: Aws,
  account: string,
  name: string,
  signal?: AbortSignal,
): Promise<BudgetFigure | undefined> {
  const { DescribeBudgetCommand } = await import("@aws-sdk/client-budgets");
  const budgets = await aws.budgets();
  try {
    const command = new DescribeBudgetCommand({ AccountId: account, BudgetName: name });
    const { Budget } = await budgets.send(command, { abortSignal: signal });
    const { BudgetLimit: limit, CalculatedSpend, LastUpdatedTime } = Budget ?? {};
    if (limit?.Unit !== "USD") return undefined;
    const spent_usd = Number(CalculatedSpend?.ActualSpend?.Amount ?? 0);
    return { name, limit_usd: Number(limit.Amount), spent_usd, as_of: LastUpdatedTime?.toISOString() ?? "" };
  } catch (error) {
    if (isAwsError(error, "NotFound")) return undefined;
    throw error;
  }
}
