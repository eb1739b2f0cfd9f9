import type { Aws } from "../session.ts";

export const budgetSpendActions = ["budgets:ViewBudget"] as const;

/** What a budget has counted this month, and its limit, each with its unit, for example `12.50 USD`. */
export type BudgetSpend = { readonly spent: string; readonly limit: string };

/** AWS counts with a delay of up to a day. @param signal gives the question up */
export async function budgetSpend(
  aws: Aws,
  account: string,
  name: string,
  signal: AbortSignal,
): Promise<BudgetSpend> {
  const { DescribeBudgetCommand } = await import("@aws-sdk/client-budgets");
  const budgets = await aws.budgets();
  const command = new DescribeBudgetCommand({ AccountId: account, BudgetName: name });
  const { Budget: budget } = await budgets.send(command, { abortSignal: signal });
  return { spent: amount(budget?.CalculatedSpend?.ActualSpend), limit: amount(budget?.BudgetLimit) };
}

function amount(of: { readonly Amount?: string; readonly Unit?: string } | undefined): string {
  const number = Number(of?.Amount);
  return of === undefined || Number.isNaN(number) ? "?" : `${number.toFixed(2)} ${of.Unit ?? ""}`.trim();
}
