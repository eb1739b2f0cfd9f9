import type { InternetGateway, RouteTable } from "@aws-sdk/client-ec2";
import type { Aws } from "../../session.ts";

/** The types of parts whose standing can be asked for by their ids. */
export const askedTypes = [
  "AWS::EC2::VPC",
  "AWS::EC2::Subnet",
  "AWS::EC2::InternetGateway",
  "AWS::EC2::EIP",
  "AWS::EC2::NatGateway",
  "AWS::EC2::RouteTable",
] as const;

export type AskedType = typeof askedTypes[number];

/** What of a network stands. `details` are what the type's own look tells, for those of which more than standing is asked. */
export type StandingParts = {
  readonly ids: ReadonlySet<string>;
  readonly gateways: readonly InternetGateway[];
  readonly tables: readonly RouteTable[];
};

/**
 * Which parts of one type stand. An id that does not exist is no error, for it is only filtered by; what the service does not filter
 * by is filtered here.
 */
export async function standingParts(aws: Aws, type: AskedType, ids: readonly string[]): Promise<StandingParts> {
  const none = { gateways: [], tables: [] };
  const standing = (found: readonly (string | undefined)[]) => new Set(ids.filter((id) => found.includes(id)));
  const {
    DescribeAddressesCommand,
    paginateDescribeInternetGateways,
    paginateDescribeNatGateways,
    paginateDescribeRouteTables,
    paginateDescribeSubnets,
    paginateDescribeVpcs,
  } = await import("@aws-sdk/client-ec2");
  const client = await aws.ec2();
  const by = (Name: string) => ({ Filters: [{ Name, Values: [...ids] }] });
  switch (type) {
    case "AWS::EC2::VPC": {
      const pages = await Array.fromAsync(paginateDescribeVpcs({ client }, by("vpc-id")));
      return { ...none, ids: standing(pages.flatMap(({ Vpcs = [] }) => Vpcs.map(({ VpcId }) => VpcId))) };
    }
    case "AWS::EC2::Subnet": {
      const pages = await Array.fromAsync(paginateDescribeSubnets({ client }, by("subnet-id")));
      return { ...none, ids: standing(pages.flatMap(({ Subnets = [] }) => Subnets.map(({ SubnetId }) => SubnetId))) };
    }
    case "AWS::EC2::InternetGateway": {
      const pages = await Array.fromAsync(paginateDescribeInternetGateways({ client }, by("internet-gateway-id")));
      const gateways = pages.flatMap(({ InternetGateways = [] }) => InternetGateways);
      return { ...none, gateways, ids: standing(gateways.map(({ InternetGatewayId }) => InternetGatewayId)) };
    }
    case "AWS::EC2::EIP": {
      const { Addresses = [] } = await client.send(new DescribeAddressesCommand(by("public-ip")));
      return { ...none, ids: standing(Addresses.map(({ PublicIp }) => PublicIp)) };
    }
    case "AWS::EC2::NatGateway": {
      const { Filters } = by("nat-gateway-id");
      const pages = await Array.fromAsync(paginateDescribeNatGateways({ client }, { Filter: Filters }));
      const alive = pages.flatMap(({ NatGateways = [] }) => NatGateways)
        .filter(({ State }) => State !== "deleted" && State !== "deleting" && State !== "failed");
      return { ...none, ids: standing(alive.map(({ NatGatewayId }) => NatGatewayId)) };
    }
    case "AWS::EC2::RouteTable": {
      const pages = await Array.fromAsync(paginateDescribeRouteTables({ client }, by("route-table-id")));
      const tables = pages.flatMap(({ RouteTables = [] }) => RouteTables);
      return { ...none, tables, ids: standing(tables.map(({ RouteTableId }) => RouteTableId)) };
    }
  }
}
