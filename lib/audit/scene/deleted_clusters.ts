import type { Aws } from "../../aws/session.ts";

/** The names of stacks that were deleted in the last 90 days, by the last part of their ids; of the genuine `pcluster` they are those of clusters. */
export async function deletedClusters(aws: Aws): Promise<ReadonlyMap<string, string>> {
  const { paginateListStacks } = await import("@aws-sdk/client-cloudformation");
  const client = await aws.cloudformation();
  const found = new Map<string, string>();
  for await (const page of paginateListStacks({ client }, { StackStatusFilter: ["DELETE_COMPLETE"] })) {
    for (const { StackId = "", StackName = "" } of page.StackSummaries ?? []) {
      found.set(StackId.split("/").at(-1) ?? "", StackName);
    }
  }
  return found;
}
