import type { Aws } from "../../session.ts";

/** A NAT gateway that runs, with the number of its public addresses. */
export type RunningNatGateway = { readonly id: string; readonly vpc: string; readonly addresses: number };

export async function runningNatGateways(aws: Aws): Promise<readonly RunningNatGateway[]> {
  const { paginateDescribeNatGateways } = await import("@aws-sdk/client-ec2");
  const found: RunningNatGateway[] = [];
  for await (const { NatGateways = [] } of paginateDescribeNatGateways({ client: await aws.ec2() }, {})) {
    for (const { NatGatewayId: id = "", VpcId: vpc = "", State, NatGatewayAddresses = [] } of NatGateways) {
      if (State !== "available" && State !== "pending") continue;
      found.push({ id, vpc, addresses: NatGatewayAddresses.filter(({ PublicIp }) => PublicIp).length });
    }
  }
  return found;
}
