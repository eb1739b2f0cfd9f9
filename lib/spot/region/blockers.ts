import type { Filter } from "@aws-sdk/client-ec2";
import type { SpotDeps } from "./spot_deps.ts";

/** The network interfaces that keep something from being removed, with what they are and whose. */
export async function blockersIn({ aws }: Pick<SpotDeps, "aws">, filter: Filter): Promise<readonly string[]> {
  const { paginateDescribeNetworkInterfaces } = await import("@aws-sdk/client-ec2");
  const found: string[] = [];
  for await (
    const page of paginateDescribeNetworkInterfaces({ client: await aws.ec2() }, { Filters: [filter] })
  ) {
    for (const { NetworkInterfaceId, Description, Attachment, RequesterId } of page.NetworkInterfaces ?? []) {
      const what = Attachment?.InstanceId ?? (Description || undefined);
      const whose = RequesterId ?? Attachment?.InstanceOwnerId;
      const more = [what, whose && `of ${whose}`].filter((part) => part !== undefined).join(" ");
      found.push(`interface ${NetworkInterfaceId}${more === "" ? "" : ` (${more})`}`);
    }
  }
  return found;
}
