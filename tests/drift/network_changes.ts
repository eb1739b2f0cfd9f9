import assert from "node:assert/strict";
import { stackStatus } from "../../lib/aws/questions/stack_status.ts";
import type { Aws } from "../../lib/aws/session.ts";
import { deriveStackName } from "../../lib/names/derive_stack_name.ts";
import { eventually } from "../support/eventually.ts";
import type { HandChange } from "./hand_change.ts";

const stack = deriveStackName("us-west-2b");

async function idOf(aws: Aws, logicalId: string): Promise<string> {
  const { DescribeStackResourcesCommand } = await import("@aws-sdk/client-cloudformation");
  const { StackResources = [] } = await (await aws.cloudformation()).send(
    new DescribeStackResourcesCommand({ StackName: stack }),
  );
  const found = StackResources.find(({ LogicalResourceId }) => LogicalResourceId === logicalId)?.PhysicalResourceId;
  assert.ok(found, logicalId);
  return found;
}

/** What CloudFormation alone tells of. */
export async function giveAddresses(aws: Aws, Value: boolean): Promise<void> {
  const { ModifySubnetAttributeCommand } = await import("@aws-sdk/client-ec2");
  const SubnetId = await idOf(aws, "PublicSubnet");
  await (await aws.ec2()).send(new ModifySubnetAttributeCommand({ SubnetId, MapPublicIpOnLaunch: { Value } }));
}

async function nameVpc(aws: Aws, Value: string): Promise<void> {
  const { CreateTagsCommand } = await import("@aws-sdk/client-ec2");
  const input = { Resources: [await idOf(aws, "VPC")], Tags: [{ Key: "Name", Value }] };
  await (await aws.ec2()).send(new CreateTagsCommand(input));
}

/** Changes of the network and of the cluster in it; those that nobody can undo come last. */
export const changesOfNetwork: readonly HandChange[] = [
  {
    name: "the default route of the private subnet is deleted",
    found: ['AWS::EC2::RouteTable ID: route 0.0.0.0/0 missing: "nat-ID" → null'],
    becomes: "reported",
    async change(aws) {
      const { DeleteRouteCommand } = await import("@aws-sdk/client-ec2");
      const RouteTableId = await idOf(aws, "PrivateRouteTable");
      await (await aws.ec2()).send(new DeleteRouteCommand({ RouteTableId, DestinationCidrBlock: "0.0.0.0/0" }));
    },
    async undo(aws) {
      const { CreateRouteCommand } = await import("@aws-sdk/client-ec2");
      const [RouteTableId, NatGatewayId] = [await idOf(aws, "PrivateRouteTable"), await idOf(aws, "NatGateway")];
      const input = { RouteTableId, NatGatewayId, DestinationCidrBlock: "0.0.0.0/0" };
      await (await aws.ec2()).send(new CreateRouteCommand(input));
    },
  },
  {
    name: "the default route of the public subnet leads elsewhere",
    found: ['AWS::EC2::RouteTable ID: route 0.0.0.0/0 changed: "igw-ID" → "nat-ID"'],
    becomes: "reported",
    async change(aws) {
      const { ReplaceRouteCommand } = await import("@aws-sdk/client-ec2");
      const [RouteTableId, NatGatewayId] = [await idOf(aws, "PublicRouteTable"), await idOf(aws, "NatGateway")];
      const input = { RouteTableId, NatGatewayId, DestinationCidrBlock: "0.0.0.0/0" };
      await (await aws.ec2()).send(new ReplaceRouteCommand(input));
    },
    async undo(aws) {
      const { ReplaceRouteCommand } = await import("@aws-sdk/client-ec2");
      const [RouteTableId, GatewayId] = [await idOf(aws, "PublicRouteTable"), await idOf(aws, "InternetGateway")];
      const input = { RouteTableId, GatewayId, DestinationCidrBlock: "0.0.0.0/0" };
      await (await aws.ec2()).send(new ReplaceRouteCommand(input));
    },
  },
  {
    name: "the route table of the private subnet is detached",
    found: ['AWS::EC2::Subnet ID: route table missing: "rtb-ID" → null'],
    becomes: "reported",
    async change(aws) {
      const { DescribeRouteTablesCommand, DisassociateRouteTableCommand } = await import("@aws-sdk/client-ec2");
      const client = await aws.ec2();
      const RouteTableIds = [await idOf(aws, "PrivateRouteTable")];
      const { RouteTables: [found] = [] } = await client.send(new DescribeRouteTablesCommand({ RouteTableIds }));
      for (const { RouteTableAssociationId: AssociationId } of found.Associations ?? []) {
        await client.send(new DisassociateRouteTableCommand({ AssociationId }));
      }
    },
    async undo(aws) {
      const { AssociateRouteTableCommand } = await import("@aws-sdk/client-ec2");
      const [RouteTableId, SubnetId] = [await idOf(aws, "PrivateRouteTable"), await idOf(aws, "PrivateSubnet")];
      await (await aws.ec2()).send(new AssociateRouteTableCommand({ RouteTableId, SubnetId }));
    },
  },
  {
    name: "the public subnet assigns no addresses any more",
    found: ['AWS::EC2::Subnet ID: MapPublicIpOnLaunch changed: "true" → "false"'],
    becomes: "reported",
    change: (aws) => giveAddresses(aws, false),
    undo: (aws) => giveAddresses(aws, true),
  },
  {
    name: "the VPC has another name",
    found: ['AWS::EC2::VPC ID: Tags.0.Value changed: "daylily-cs-us-west-twob" → "mine"'],
    becomes: "reported",
    change: (aws) => nameVpc(aws, "mine"),
    undo: (aws) => nameVpc(aws, "daylily-cs-us-west-twob"),
  },
  {
    name: "the NAT gateway is deleted",
    found: ["AWS::EC2::NatGateway ID: exists missing: true → false"],
    becomes: "reported",
    async change(aws) {
      const { DeleteNatGatewayCommand } = await import("@aws-sdk/client-ec2");
      const NatGatewayId = await idOf(aws, "NatGateway");
      await (await aws.ec2()).send(new DeleteNatGatewayCommand({ NatGatewayId }));
    },
  },
  {
    name: "a parameter of the network's stack is changed",
    found: [`network-stack ${stack}: environmentName changed: "daylily-cs-us-west-twob" → "mine"`],
    becomes: "repaired",
    more: true,
    async change(aws) {
      const { DescribeStacksCommand, UpdateStackCommand } = await import("@aws-sdk/client-cloudformation");
      const client = await aws.cloudformation();
      const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: stack }));
      const Parameters = (Stacks[0].Parameters ?? []).map((each) =>
        each.ParameterKey === "EnvironmentName" ? { ...each, ParameterValue: "mine" } : each
      );
      const Capabilities = ["CAPABILITY_NAMED_IAM" as const];
      const input = { StackName: stack, UsePreviousTemplate: true, Parameters, Capabilities };
      await client.send(new UpdateStackCommand(input));
    },
  },
  {
    name: "the cluster's configuration is deleted from its bucket",
    found: ['cluster demo: configuration missing: "SHA256" → null'],
    becomes: "reported",
    async change(aws) {
      const { DeleteObjectCommand, ListBucketsCommand, ListObjectVersionsCommand } = await import("@aws-sdk/client-s3");
      const client = await aws.s3();
      const { Buckets = [] } = await client.send(new ListBucketsCommand({}));
      const Bucket = Buckets.find(({ Name = "" }) => Name.startsWith("parallelcluster-"))?.Name;
      const { Versions = [] } = await client.send(new ListObjectVersionsCommand({ Bucket }));
      const ours = Versions.filter(({ Key = "" }) => Key.endsWith("/cluster-config.yaml"));
      assert.notEqual(ours.length, 0);
      for (const { Key, VersionId } of ours) await client.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
    },
  },
  {
    name: "the cluster is deleted",
    found: ["cluster demo: exists missing: true → false"],
    becomes: "reported",
    async change(aws) {
      const { DeleteStackCommand } = await import("@aws-sdk/client-cloudformation");
      await (await aws.cloudformation()).send(new DeleteStackCommand({ StackName: "demo" }));
      await eventually("the cluster is gone", async () => (await stackStatus(aws, "demo")) === undefined);
    },
  },
];
