import type { Clock } from "../../host/clock.ts";
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
