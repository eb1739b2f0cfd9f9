import { explainAwsError, isDenied } from "../aws/aws_error.ts";
import { activateCostTags, activateCostTagsActions } from "../aws/activate_cost_tags.ts";
import { type CostTag, costTags } from "../aws/questions/cost_tags.ts";
import type { AwsDeps } from "../aws/resource.ts";
import { budgetTagKeys } from "../aws/resources/budget.ts";
import { DayError } from "../host/errors/day_error.ts";
import type { EnsuredObject, EnsuredObjects } from "../state/walks/ensure_objects.ts";

/**
 * Makes the tags that budgets filter on count in the account's bills.
 *
 * @throws DayError DAY-AWS-002 where another account pays
 */
export async function activateTags(
  { aws, clock, signal }: Pick<AwsDeps, "aws" | "clock" | "signal">,
  { dryRun = false }: { readonly dryRun?: boolean },
): Promise<Omit<EnsuredObjects, "of">> {
  try {
    const tags = await costTags({ aws, clock, signal }, budgetTagKeys);
    const inactive = tags.filter(({ status }) => status === "inactive").map(({ key }) => key);
    if (!dryRun && inactive.length > 0) await activateCostTags(aws, inactive, signal);
    return {
      dryRun,
      objects: tags.filter(({ status }) => status !== "unseen").map(objectOf),
      warnings: tags.filter(({ status }) => status === "unseen").map(({ key }) => ({
        id: "infra.tag_unseen",
        step: key,
        message:
          `AWS does not know the tag ${key} yet; run this command again a day after the first cluster was created`,
      })),
    };
  } catch (error) {
    signal.throwIfAborted();
    const explained = explainAwsError(error, "activating the tags of budgets", activateCostTagsActions);
    if (!isDenied(error)) throw explained;
    throw new DayError("DAY-AWS-002", explained.message, {
      fix:
        `in an AWS organization only the management account can do this: use a profile of that account; otherwise ${explained.fix}`,
      cause: error,
    });
  }
}

function objectOf({ key, status }: CostTag): EnsuredObject {
  const isActive = status === "active";
  return {
    kind: "cost-allocation-tag",
    name: key,
    title: `tag ${key}`,
    outcome: isActive ? "unchanged" : "updated",
    differences: isActive ? [] : ["status: inactive, wanted active"],
  };
}
