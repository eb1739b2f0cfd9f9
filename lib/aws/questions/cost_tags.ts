import type { Clock } from "../../host/clock.ts";
import { DayError } from "../../host/errors/day_error.ts";
import type { Aws } from "../session.ts";

export const costTagsActions = ["ce:ListCostAllocationTags"] as const;

/** Milliseconds that the answer may take: it only advises. */
const patience = 3_000;

/** What AWS's billing knows of a tag key. `unseen`: no bill has had it yet, and it cannot be made active before one has. */
export type CostTag = { readonly key: string; readonly status: "active" | "inactive" | "unseen" };

/** How these tag keys stand as cost-allocation tags, in their order, from one request. */
export async function costTags(
  { aws, clock, signal }: { readonly aws: Aws; readonly clock: Clock; readonly signal?: AbortSignal },
  keys: readonly string[],
): Promise<readonly CostTag[]> {
  const { ListCostAllocationTagsCommand } = await import("@aws-sdk/client-cost-explorer");
  const limit = clock.limit(patience);
  const abortSignal = signal === undefined ? limit : AbortSignal.any([signal, limit]);
  const command = new ListCostAllocationTagsCommand({ TagKeys: [...keys], Type: "UserDefined" });
  const { CostAllocationTags = [] } = await (await aws.costs()).send(command, { abortSignal });
  const known = new Map(CostAllocationTags.map(({ TagKey, Status }) => [TagKey, Status]));
  return keys.map((key) => {
    const status = known.get(key);
    return { key, status: status === undefined ? "unseen" : status === "Active" ? "active" : "inactive" };
  });
}

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
