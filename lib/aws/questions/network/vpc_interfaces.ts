import type { Aws } from "../../session.ts";

export const vpcInterfacesActions = ["ec2:DescribeNetworkInterfaces", "ec2:DescribeNatGateways"] as const;

/**
 * What stands in a network beside machines and its own NAT gateways: file systems, functions and whatever else has an address there.
 *
 * @returns names for people; none when there is nothing
 */
export async function vpcInterfaces(aws: Aws, vpc: string): Promise<readonly string[]> {
  const { paginateDescribeNetworkInterfaces } = await import("@aws-sdk/client-ec2");
  const client = await aws.ec2();
  const input = { Filters: [{ Name: "vpc-id", Values: [vpc] }] };
  const [pages, own] = await Promise.all([
    Array.fromAsync(paginateDescribeNetworkInterfaces({ client }, input)),
    gatewayInterfaces(aws, vpc),
  ]);
  return pages.flatMap(({ NetworkInterfaces = [] }) => NetworkInterfaces)
    .filter(({ NetworkInterfaceId = "", VpcId, Attachment }) =>
      VpcId === vpc && Attachment?.InstanceId === undefined && !own.has(NetworkInterfaceId)
    )
    .map(({ NetworkInterfaceId, Description }) =>
      `network interface ${NetworkInterfaceId}${Description ? ` (${Description})` : ""}`
    );
}

async function gatewayInterfaces(aws: Aws, vpc: string): Promise<ReadonlySet<string>> {
  const { paginateDescribeNatGateways } = await import("@aws-sdk/client-ec2");
  const client = await aws.ec2();
  const pages = await Array.fromAsync(
    paginateDescribeNatGateways({ client }, { Filter: [{ Name: "vpc-id", Values: [vpc] }] }),
  );
  const addresses = pages.flatMap(({ NatGateways = [] }) => NatGateways)
    .flatMap(({ NatGatewayAddresses = [] }) => NatGatewayAddresses);
  return new Set(addresses.flatMap(({ NetworkInterfaceId }) => NetworkInterfaceId ?? []));
}
