import { DayError } from "../host/errors/day_error.ts";
import type { Aws } from "./session.ts";

export const activateCostTagsActions = ["ce:ListCostAllocationTags", "ce:UpdateCostAllocationTagsStatus"] as const;

/** Makes these tag keys active, at most 20; AWS counts them in bills within a day. */
export async function activateCostTags(aws: Aws, keys: readonly string[], signal: AbortSignal): Promise<void> {
  const { UpdateCostAllocationTagsStatusCommand } = await import("@aws-sdk/client-cost-explorer");
  const CostAllocationTagsStatus = keys.map((TagKey) => ({ TagKey, Status: "Active" as const }));
  const command = new UpdateCostAllocationTagsStatusCommand({ CostAllocationTagsStatus });
  const { Errors = [] } = await (await aws.costs()).send(command, { abortSignal: signal });
  if (Errors.length === 0) return;
  const reasons = Errors.map(({ TagKey, Code, Message }) => `${TagKey}: ${Message} (${Code})`);
  throw new DayError("DAY-AWS-001", `AWS did not activate every tag: ${reasons.join("; ")}`);
}
