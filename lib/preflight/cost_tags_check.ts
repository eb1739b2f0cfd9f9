import { explainAwsError, isDenied } from "../aws/aws_error.ts";
import { budgetTagKeys } from "../aws/resources/budget.ts";
import { type CostTag, costTags, costTagsActions } from "../aws/questions/cost_tags.ts";
import type { Check } from "./check.ts";
import type { PreflightDeps } from "./gate.ts";
import { pass } from "./verdict.ts";

const id = "budget.tags_inactive";

/**
 * Whether the tags that budgets filter on count in the account's bills: those that are not active leave every budget at 0. It stops
 * nobody, because a new account's keys can be activated only a day after they were first used, and in an organisation only by the
 * account that pays.
 *
 * @see decisions 3.56 and 3.63
 */
export async function costTagsCheck(deps: Pick<PreflightDeps, "aws" | "clock" | "signal">): Promise<Check> {
  const keys = [...budgetTagKeys];
  try {
    const tags = await costTags(deps, keys);
    const of = (status: CostTag["status"]) => tags.filter((tag) => tag.status === status).map(({ key }) => key);
    const details = { keys, inactive: of("inactive"), unseen: of("unseen") };
    const note = noteOf(details);
    return pass(id, note === undefined ? details : { ...details, note });
  } catch (error) {
    const { message } = explainAwsError(error, "looking whether the tags of budgets are active", costTagsActions);
    const payer = isDenied(error) ? ": the account that pays has to activate them, in its billing console" : "";
    return pass(id, { keys, note: `whether budgets will see costs is not known${payer}. ${message}` });
  }
}

function noteOf({ inactive, unseen }: { readonly inactive: readonly string[]; readonly unseen: readonly string[] }) {
  const parts = [
    ...inactive.length === 0
      ? []
      : [`activate ${inactive.join(", ")} in the billing console, under cost allocation tags`],
    ...unseen.length === 0
      ? []
      : [`${unseen.join(", ")}: AWS has not seen it yet; it can be activated there a day after the first cluster`],
  ];
  return parts.length === 0 ? undefined : `budgets see no costs before their tags are active: ${parts.join("; ")}`;
}
