import { explainAwsError, isDenied } from "../aws/aws_error.ts";
import { budgetTagKeys } from "../aws/resources/budget.ts";
import { type CostTag, costTags, costTagsActions } from "../aws/questions/cost_tags.ts";
import { command } from "../host/errors/advice.ts";
import type { Check } from "./check.ts";
import type { PreflightDeps } from "./gate.ts";
import { pass } from "./verdict.ts";

const id = "budget.tags_inactive";

const activate = command("deno task infra activate-tags");

/**
 * Whether the tags that budgets filter on count in the account's bills: those that are not active leave every budget at 0. It stops
 * nobody, because a new account's keys can be activated only a day after they were first used, and in an organisation only by the
 * account that pays.
 */
export async function costTagsCheck(deps: Pick<PreflightDeps, "aws" | "clock" | "signal">): Promise<Check> {
  const keys = [...budgetTagKeys];
  try {
    const tags = await costTags(deps, keys);
    const of = (status: CostTag["status"]) => tags.filter((tag) => tag.status === status).map(({ key }) => key);
    const details = { keys, inactive: of("inactive"), unseen: of("unseen") };
    const note = noteOf(details);
    return note === undefined ? pass(id, details) : pass(id, { ...details, note }, activate);
  } catch (error) {
    const { message } = explainAwsError(error, "checking whether the cost allocation tags are active", costTagsActions);
    const note = "it is not known whether the budgets will count costs";
    if (!isDenied(error)) return pass(id, { keys, note: `${note}. ${message}` });
    const payer = `the management account of the organization has to activate them, with ${activate.text}`;
    return pass(id, { keys, note: `${note}: ${payer}. ${message}` }, activate);
  }
}

function noteOf({ inactive, unseen }: { readonly inactive: readonly string[]; readonly unseen: readonly string[] }) {
  const parts = [
    ...inactive.length === 0 ? [] : [`activate ${inactive.join(", ")} with ${activate.text}`],
    ...unseen.length === 0 ? [] : [
      `${
        unseen.join(", ")
      }: AWS has not seen it yet; it can be activated a day after the first cluster, with ${activate.text}`,
    ],
  ];
  return parts.length === 0
    ? undefined
    : `budgets count no costs until their cost allocation tags are active: ${parts.join("; ")}`;
}
