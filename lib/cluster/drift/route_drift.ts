import type { InternetGateway, RouteTable } from "@aws-sdk/client-ec2";
import type { StackPart } from "../../aws/questions/network/stack_parts.ts";
import { command } from "../../host/errors/advice.ts";
import type { Command } from "../../host/command.ts";
import type { Json } from "../../host/json.ts";
import type { Origin } from "../../state/journal/facts.ts";
import type { DriftItem, Finding } from "./drift.ts";

/** `place`: the flags that lead the AWS CLI to the same account and region. */
type About = { readonly origin: Origin; readonly place: string };

const everywhere = "0.0.0.0/0";

/** Internet gateways that are not attached to the network's VPC any more. */
export function gatewayDrift(
  parts: readonly StackPart[],
  gateways: readonly InternetGateway[],
  about: About,
): readonly Finding[] {
  const vpc = idOf(parts, "AWS::EC2::VPC");
  if (vpc === undefined || idOf(parts, "AWS::EC2::VPCGatewayAttachment") === undefined) return [];
  return gateways.flatMap(({ InternetGatewayId: id = "", Attachments = [] }) => {
    const actual = Attachments.map(({ VpcId }) => VpcId ?? "");
    if (actual.includes(vpc)) return [];
    const fix = `aws ec2 attach-internet-gateway --internet-gateway-id ${id} --vpc-id ${vpc} ${about.place}`;
    return [finding("AWS::EC2::InternetGateway", id, "vpc", vpc, actual[0] ?? null, fix, about)];
  });
}

/** Route tables that do not lead out any more, and subnets that have lost theirs. */
export function routeDrift(
  parts: readonly StackPart[],
  tables: readonly RouteTable[],
  about: About,
): readonly Finding[] {
  const has = (type: string) => idOf(parts, type) !== undefined;
  return [
    ...(has("AWS::EC2::Route") ? tables.flatMap((table) => defaultRoute(parts, table, about)) : []),
    ...(has("AWS::EC2::SubnetRouteTableAssociation") ? associations(parts, tables, about) : []),
  ];
}

/** The way out of a public table is the internet gateway, that of a private one the NAT gateway. */
function defaultRoute(parts: readonly StackPart[], table: RouteTable, about: About): readonly Finding[] {
  const id = table.RouteTableId ?? "";
  const isPublic = isPublicPart(parts, id);
  const expected = idOf(parts, isPublic ? "AWS::EC2::InternetGateway" : "AWS::EC2::NatGateway");
  if (expected === undefined) return [];
  const route = table.Routes?.find(({ DestinationCidrBlock }) => DestinationCidrBlock === everywhere);
  const actual = route && (route.NatGatewayId ?? route.GatewayId ?? route.InstanceId ?? route.NetworkInterfaceId ?? "");
  if (actual === expected) return [];
  const target = isPublic ? `--gateway-id ${expected}` : `--nat-gateway-id ${expected}`;
  const fix = route === undefined
    ? `aws ec2 create-route --route-table-id ${id} --destination-cidr-block ${everywhere} ${target} ${about.place}`
    : `aws ec2 replace-route --route-table-id ${id} --destination-cidr-block ${everywhere} ${target} ${about.place}`;
  return [finding("AWS::EC2::RouteTable", id, `route ${everywhere}`, expected, actual ?? null, fix, about)];
}

function associations(
  parts: readonly StackPart[],
  tables: readonly RouteTable[],
  about: About,
): readonly Finding[] {
  const own = parts.filter(({ type }) => type === "AWS::EC2::RouteTable").map(({ id }) => id);
  // A table that is gone, or could not be read, says nothing about its subnets.
  if (own.some((id) => !tables.some(({ RouteTableId }) => RouteTableId === id))) return [];
  return parts.filter(({ type }) => type === "AWS::EC2::Subnet").flatMap(({ id: subnet }) => {
    const expected = own.find((id) => isPublicPart(parts, id) === isPublicPart(parts, subnet)) ?? "";
    const actual = tables.find(({ Associations = [] }) => Associations.some(({ SubnetId }) => SubnetId === subnet))
      ?.RouteTableId;
    if (actual === expected) return [];
    const fix = `aws ec2 associate-route-table --subnet-id ${subnet} --route-table-id ${expected} ${about.place}`;
    return [finding("AWS::EC2::Subnet", subnet, "route table", expected, actual ?? null, fix, about)];
  });
}

/** As the template of the network names its parts. */
function isPublicPart(parts: readonly StackPart[], wanted: string): boolean {
  return parts.some(({ id, logicalId }) => id === wanted && /public/i.test(logicalId));
}

function idOf(parts: readonly StackPart[], wanted: string): string | undefined {
  return parts.find(({ type, id }) => type === wanted && id !== "")?.id;
}

function finding(
  resource: string,
  id: string,
  field: string,
  expected: Json,
  actual: Json,
  fix: Command,
  { origin }: About,
): Finding {
  const status = actual === null ? "missing" : "changed";
  const item: DriftItem = { layer: "network", resource, id, field, expected, actual, status, origin };
  return { item, repair: undefined, fix: command(fix) };
}
