import { explainAwsError, isDenied } from "../aws/aws_error.ts";
import { type CostTag, costTags } from "../aws/questions/cost_tags.ts";
import type { AwsDeps } from "../aws/resource.ts";
import type { Aws } from "../aws/session.ts";
import { budgetTagKeys } from "../aws/resources/budget.ts";
import { DayError } from "../host/errors/day_error.ts";
import type { EnsuredObject, EnsuredObjects } from "../state/walks/ensure_objects.ts";

export const activateCostTagsActions = ["ce:ListCostAllocationTags", "ce:UpdateCostAllocationTagsStatus"] as const;

/**
 * Makes the tags that budgets filter on count in the account's bills.
 *
 * @throws DayError DAY-AWS-002 where another account pays
 * @see decisions 3.56 and 3.63
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
        message: `AWS has not seen the tag ${key} yet; run this again a day after the first cluster`,
      })),
    };
  } catch (error) {
    signal.throwIfAborted();
    const explained = explainAwsError(error, "activating the tags of budgets", activateCostTagsActions);
    if (!isDenied(error)) throw explained;
    throw new DayError("DAY-AWS-002", explained.message, {
      fix: `in an organisation only the account that pays can do this: use a profile of it; else ${explained.fix}`,
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

/** Makes these tag keys active, at most 20; AWS counts them in bills within a day. */
async function activateCostTags(aws: Aws, keys: readonly string[], signal: AbortSignal): Promise<void> {
  const { UpdateCostAllocationTagsStatusCommand } = await import("@aws-sdk/client-cost-explorer");
  const CostAllocationTagsStatus = keys.map((TagKey) => ({ TagKey, Status: "Active" as const }));
  const command = new UpdateCostAllocationTagsStatusCommand({ CostAllocationTagsStatus });
  const { Errors = [] } = await (await aws.costs()).send(command, { abortSignal: signal });
  if (Errors.length === 0) return;
  const reasons = Errors.map(({ TagKey, Code, Message }) => `${TagKey}: ${Message} (${Code})`);
  throw new DayError("DAY-AWS-001", `AWS did not activate every tag: ${reasons.join("; ")}`);
}
