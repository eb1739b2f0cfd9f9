import type { Aws } from "../session.ts";

export const vpcInterfacesActions = ["ec2:DescribeNetworkInterfaces"] as const;

/**
 * What stands in a network beside machines and its own NAT gateway: file systems, functions and whatever else has an address there.
 *
 * @returns names for people; none when there is nothing
 */
export async function vpcInterfaces(aws: Aws, vpc: string): Promise<readonly string[]> {
  const { paginateDescribeNetworkInterfaces } = await import("@aws-sdk/client-ec2");
  const names: string[] = [];
  const input = { Filters: [{ Name: "vpc-id", Values: [vpc] }] };
  for await (const page of paginateDescribeNetworkInterfaces({ client: await aws.ec2() }, input)) {
    for (const each of page.NetworkInterfaces ?? []) {
      const { NetworkInterfaceId = "", VpcId, InterfaceType, Attachment, Description = "" } = each;
      const isOfGateway = InterfaceType === "natGateway" || Description.includes("NAT Gateway");
      if (VpcId !== vpc || isOfGateway || Attachment?.InstanceId !== undefined) continue;
      names.push(`network interface ${NetworkInterfaceId}${Description === "" ? "" : ` (${Description})`}`);
    }
  }
  return names;
}
