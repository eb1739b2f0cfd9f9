import { tagValue } from "../../pcluster/cluster_tag.ts";
import type { Aws } from "../../session.ts";

/** The zones of the session's region that have a baseline network: subnets of both kinds, named as our stack names them. */
export async function networkZones(aws: Aws): Promise<readonly string[]> {
  const { paginateDescribeSubnets } = await import("@aws-sdk/client-ec2");
  const kinds = new Map<string, Set<string>>();
  for await (const page of paginateDescribeSubnets({ client: await aws.ec2() }, {})) {
    for (const { AvailabilityZone: zone = "", Tags } of page.Subnets ?? []) {
      const name = tagValue(Tags, "Name") ?? "";
      const kind = ["Public Subnet", "Private Subnet"].find((each) => name.includes(each));
      if (kind !== undefined) kinds.set(zone, (kinds.get(zone) ?? new Set()).add(kind));
    }
  }
  return [...kinds].filter(([, found]) => found.size === 2).map(([zone]) => zone).sort();
}
