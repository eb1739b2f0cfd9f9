import type { Aws } from "../../aws/session.ts";
import type { RegionStacks } from "../../aws/pcluster/region_stacks.ts";

/** What the shared networks of a region consist of: the name of the stack that made it, by the part's physical id. */
export async function networkParts(aws: Aws, { networks }: RegionStacks): Promise<ReadonlyMap<string, string>> {
  const { paginateListStackResources } = await import("@aws-sdk/client-cloudformation");
  const client = await aws.cloudformation();
  const parts = await Promise.all(networks.map(async ({ name }) => {
    const ids: [string, string][] = [];
    for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName: name })) {
      ids.push(...StackResourceSummaries.map(({ PhysicalResourceId: id = "" }): [string, string] => [id, name]));
    }
    return ids;
  }));
  return new Map(parts.flat());
}
