import type { Subnet } from "@aws-sdk/client-ec2";
import { tagValue } from "../pcluster/cluster_tag.ts";
import type { Aws } from "../session.ts";

export const subnetActions = ["ec2:DescribeSubnets"] as const;

/** `name`: the full `Name` tag. */
export type BaselineSubnet = { readonly id: string; readonly name: string; readonly vpc: string };

export type BaselineSubnets = {
  readonly public: readonly BaselineSubnet[];
  readonly private: readonly BaselineSubnet[];
};

/**
 * The subnets of an availability zone that our network stack made, or that somebody named like it: `Public Subnet` or
 * `Private Subnet` stands in the `Name` tag. Both kinds come from one request, in the order of the service.
 */
export async function baselineSubnets(aws: Aws, zone: string): Promise<BaselineSubnets> {
  const { paginateDescribeSubnets } = await import("@aws-sdk/client-ec2");
  const client = await aws.ec2();
  const subnets: BaselineSubnet[] = [];
  const inZone = { Filters: [{ Name: "availability-zone", Values: [zone] }] };
  for await (const page of paginateDescribeSubnets({ client }, inZone)) {
    // The zone is compared again: a filter that a service does not know must not offer a foreign subnet.
    subnets.push(...(page.Subnets ?? []).filter((subnet) => subnet.AvailabilityZone === zone).map(baselineSubnet));
  }
  return {
    public: subnets.filter(({ name }) => name.includes("Public Subnet")),
    private: subnets.filter(({ name }) => name.includes("Private Subnet")),
  };
}

function baselineSubnet({ SubnetId = "", VpcId = "", Tags }: Subnet): BaselineSubnet {
  return { id: SubnetId, vpc: VpcId, name: tagValue(Tags, "Name") ?? "" };
}
