import type { Command } from "../../host/command.ts";
import { shellWord } from "../../text/shell_word.ts";
import type { BudgetRequest } from "./budget_request.ts";

/** The command that makes this budget. */
export function budgetCommand(
  { project, amount, cluster, thresholds, email, users, bucket }: BudgetRequest,
  { region, profile }: { readonly region: string; readonly profile: string },
  { repair }: { readonly repair: boolean },
): Command {
  const flags = [
    ...[`-p ${shellWord(project)}`, `-a ${shellWord(amount)}`, `-r ${shellWord(region)}`, `-e ${shellWord(email)}`],
    ...[`-t ${thresholds.join(",")}`, `-c ${shellWord(cluster)}`],
    ...(users.length === 0 ? [] : [`-u ${shellWord(users.join(","))}`]),
    ...[`-b ${shellWord(`s3://${bucket}`)}`, `--profile ${shellWord(profile)}`],
    ...(repair ? ["--repair"] : []),
  ];
  return `deno task create-budget ${flags.join(" ")}`;
}
