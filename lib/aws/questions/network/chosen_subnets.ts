import { tagValue } from "../../pcluster/cluster_tag.ts";
import type { Aws } from "../../session.ts";

/** A subnet as a person recognises it, wherever it stands. */
export type ChosenSubnet = {
  readonly id: string;
  readonly name: string;
  readonly zone: string;
  readonly cidr: string;
  readonly vpc: string;
};

/** The subnets with these ids, in the order of the ids; one that does not exist is left out. */
export async function chosenSubnets(aws: Aws, ids: readonly string[]): Promise<readonly ChosenSubnet[]> {
  const { paginateDescribeSubnets } = await import("@aws-sdk/client-ec2");
  const client = await aws.ec2();
  const byId = { Filters: [{ Name: "subnet-id", Values: [...ids] }] };
  const pages = await Array.fromAsync(paginateDescribeSubnets({ client }, byId));
  const found = pages.flatMap(({ Subnets = [] }) => Subnets).map((subnet): ChosenSubnet => ({
    id: subnet.SubnetId ?? "",
    name: tagValue(subnet.Tags, "Name") ?? "",
    zone: subnet.AvailabilityZone ?? "",
    cidr: subnet.CidrBlock ?? "",
    vpc: subnet.VpcId ?? "",
  }));
  return ids.flatMap((id) => found.filter((each) => each.id === id));
}
