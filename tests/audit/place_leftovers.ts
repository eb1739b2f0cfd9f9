import { pclusterBucket } from "../../lib/aws/pcluster/pcluster_bucket.ts";
import type { Service } from "../../lib/audit/scene/lister.ts";
import type { Aws } from "../../lib/aws/session.ts";
import { account } from "../aws/in_sandbox.ts";

/** What was placed: its kind and what AWS calls it. */
export type Placed = { readonly service: Service; readonly id: string };

const tag = "parallelcluster:cluster-name";
const image = "ami-0123456789abcdef0";

/** Fifteen things that a cluster may leave behind, of fourteen kinds; there is no stack. */
export async function placeLeftovers(aws: Aws, cluster: string): Promise<readonly Placed[]> {
  const { subnet, vpc } = await placeNetwork(aws);
  const placed = [
    ...await placeMachines(aws, cluster, subnet, vpc),
    ...await placeStorage(aws, cluster, subnet),
    ...await placeMessages(aws, cluster),
    ...await placeIdentities(aws, cluster),
  ];
  return placed;
}

async function placeNetwork(aws: Aws) {
  const ec2 = await import("@aws-sdk/client-ec2");
  const client = await aws.ec2();
  const { Vpc } = await client.send(new ec2.CreateVpcCommand({ CidrBlock: "10.9.0.0/16" }));
  const vpc = Vpc?.VpcId ?? "";
  const { Subnet } = await client.send(new ec2.CreateSubnetCommand({ VpcId: vpc, CidrBlock: "10.9.0.0/24" }));
  return { vpc, subnet: Subnet?.SubnetId ?? "" };
}

type Kind = "instance" | "volume" | "snapshot" | "elastic-ip" | "network-interface" | "natgateway" | "security-group";

export const tagged = (ResourceType: Kind, cluster: string) => ({
  TagSpecifications: [{ ResourceType, Tags: [{ Key: tag, Value: cluster }] }],
});

async function placeMachines(aws: Aws, cluster: string, SubnetId: string, VpcId: string): Promise<readonly Placed[]> {
  const ec2 = await import("@aws-sdk/client-ec2");
  const client = await aws.ec2();
  const instance = await placeInstance(aws, cluster, SubnetId);
  const group = await client.send(
    new ec2.CreateSecurityGroupCommand({
      ...{ GroupName: `${cluster}-nodes`, Description: "nodes", VpcId },
      ...tagged("security-group", cluster),
    }),
  );
  const { NetworkInterface } = await client.send(
    new ec2.CreateNetworkInterfaceCommand({ SubnetId, ...tagged("network-interface", cluster) }),
  );
  const { AllocationId } = await client.send(
    new ec2.AllocateAddressCommand({ Domain: "vpc", ...tagged("elastic-ip", cluster) }),
  );
  const { NatGateway } = await client.send(
    new ec2.CreateNatGatewayCommand({ SubnetId, AllocationId, ...tagged("natgateway", cluster) }),
  );
  return [
    { service: "instances", id: instance },
    { service: "security groups", id: group.GroupId ?? "" },
    { service: "network interfaces", id: NetworkInterface?.NetworkInterfaceId ?? "" },
    { service: "elastic addresses", id: AllocationId ?? "" },
    { service: "NAT gateways", id: NatGateway?.NatGatewayId ?? "" },
  ];
}

export async function placeInstance(aws: Aws, cluster: string, SubnetId?: string): Promise<string> {
  const { DescribeImagesCommand, RunInstancesCommand } = await import("@aws-sdk/client-ec2");
  const client = await aws.ec2();
  const { Images } = await client.send(new DescribeImagesCommand({}));
  const { Instances } = await client.send(
    new RunInstancesCommand({
      ...{ ImageId: Images?.[0]?.ImageId ?? image, MinCount: 1, MaxCount: 1, InstanceType: "r7i.2xlarge", SubnetId },
      ...tagged("instance", cluster),
    }),
  );
  return Instances?.[0]?.InstanceId ?? "";
}

export async function placeVolume(aws: Aws, cluster: string | undefined): Promise<string> {
  const { CreateVolumeCommand } = await import("@aws-sdk/client-ec2");
  const tags = cluster === undefined ? {} : tagged("volume", cluster);
  const input = { AvailabilityZone: `${aws.region}b`, Size: 100, VolumeType: "gp3" as const, ...tags };
  return (await (await aws.ec2()).send(new CreateVolumeCommand(input))).VolumeId ?? "";
}

async function placeStorage(aws: Aws, cluster: string, subnet: string): Promise<readonly Placed[]> {
  const { CreateSnapshotCommand } = await import("@aws-sdk/client-ec2");
  const volume = await placeVolume(aws, cluster);
  const { SnapshotId } = await (await aws.ec2()).send(
    new CreateSnapshotCommand({ VolumeId: volume, ...tagged("snapshot", cluster) }),
  );
  const folder = await placeObjects(aws, cluster);
  return [
    { service: "volumes", id: volume },
    { service: "snapshots", id: SnapshotId ?? "" },
    { service: "file systems", id: await placeFileSystem(aws, cluster, subnet) },
    { service: "bucket objects", id: folder },
    { service: "log groups", id: await placeLogGroup(aws, cluster) },
  ];
}

export async function placeFileSystem(aws: Aws, cluster: string, subnet: string): Promise<string> {
  const { CreateFileSystemCommand } = await import("@aws-sdk/client-fsx");
  const { FileSystem } = await (await aws.fsx()).send(
    new CreateFileSystemCommand({
      ...{ FileSystemType: "LUSTRE", StorageCapacity: 1200, SubnetIds: [subnet] },
      LustreConfiguration: { DeploymentType: "SCRATCH_2" },
      Tags: [{ Key: tag, Value: cluster }],
    }),
  );
  return FileSystem?.FileSystemId ?? "";
}

export async function placeLogGroup(aws: Aws, cluster: string): Promise<string> {
  const { CreateLogGroupCommand } = await import("@aws-sdk/client-cloudwatch-logs");
  const logGroupName = `/aws/parallelcluster/${cluster}-202602111437`;
  await (await aws.logs()).send(new CreateLogGroupCommand({ logGroupName }));
  return logGroupName;
}

/** Two objects, one of them written twice, in the bucket that keeps versions. */
export async function placeObjects(aws: Aws, cluster: string): Promise<string> {
  const { CreateBucketCommand, PutBucketVersioningCommand, PutObjectCommand } = await import("@aws-sdk/client-s3");
  const client = await aws.s3();
  const Bucket = await pclusterBucket(account, aws.region);
  const where = { LocationConstraint: aws.region as "us-west-2" };
  await client.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: where })).catch((error: Error) => {
    if (error.name !== "BucketAlreadyOwnedByYou") throw error;
  });
  await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
  const folder = `parallelcluster/3.13.2/clusters/${cluster}-0123456789abcdef/`;
  for (
    const name of [
      "configs/cluster-config.yaml",
      "configs/cluster-config.yaml",
      "templates/aws-parallelcluster.cfn.yaml",
    ]
  ) {
    await client.send(new PutObjectCommand({ Bucket, Key: folder + name, Body: "x" }));
  }
  return `s3://${Bucket}/${folder}`;
}

async function placeMessages(aws: Aws, cluster: string): Promise<readonly Placed[]> {
  const topic = await placeTopic(aws, `daylily-${cluster}-heartbeat`);
  await placeSchedule(aws, `daylily-${cluster}-heartbeat`, topic);
  await placeSchedule(aws, `daylily-${cluster}-expiry`, topic);
  return [
    { service: "topics", id: topic },
    { service: "schedules", id: `daylily-${cluster}-heartbeat` },
    { service: "schedules", id: `daylily-${cluster}-expiry` },
  ];
}

export async function placeTopic(aws: Aws, Name: string): Promise<string> {
  const { CreateTopicCommand } = await import("@aws-sdk/client-sns");
  return (await (await aws.sns()).send(new CreateTopicCommand({ Name }))).TopicArn ?? "";
}

export async function placeSchedule(aws: Aws, Name: string, Arn: string): Promise<void> {
  const { CreateScheduleCommand } = await import("@aws-sdk/client-scheduler");
  await (await aws.scheduler()).send(
    new CreateScheduleCommand({
      ...{ Name, ScheduleExpression: "rate(60 minutes)", FlexibleTimeWindow: { Mode: "OFF" } },
      Target: { Arn, RoleArn: `arn:aws:iam::${account}:role/eventbridge-scheduler-to-sns`, Input: "hello" },
    }),
  );
}

/** A role with a policy of its own, one attached, and an instance profile. */
async function placeIdentities(aws: Aws, cluster: string): Promise<readonly Placed[]> {
  const iam = await import("@aws-sdk/client-iam");
  const client = await aws.iam();
  const Path = `/parallelcluster/${cluster}/`;
  const document = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "s3:ListBucket", Resource: "*" }],
  });
  const RoleName = await placeRole(aws, `${cluster}-RoleHeadNode-ABC`, Path);
  const { Policy } = await client.send(
    new iam.CreatePolicyCommand({
      ...{ PolicyName: `${cluster}-extra`, PolicyDocument: document },
      Tags: [{ Key: tag, Value: cluster }],
    }),
  );
  const PolicyArn = Policy?.Arn ?? "";
  await client.send(new iam.AttachRolePolicyCommand({ RoleName, PolicyArn }));
  await client.send(new iam.CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: document, SetAsDefault: true }));
  await client.send(new iam.PutRolePolicyCommand({ RoleName, PolicyName: "own", PolicyDocument: document }));
  const InstanceProfileName = `${cluster}-profile`;
  await client.send(new iam.CreateInstanceProfileCommand({ InstanceProfileName, Path }));
  await client.send(new iam.AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName }));
  return [{ service: "roles", id: RoleName }, { service: "policies", id: PolicyArn }];
}

export async function placeRole(aws: Aws, RoleName: string, Path: string): Promise<string> {
  const { CreateRoleCommand } = await import("@aws-sdk/client-iam");
  const statement = { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  await (await aws.iam()).send(new CreateRoleCommand({ RoleName, Path, AssumeRolePolicyDocument }));
  return RoleName;
}

/** Eight things that an audit of the cluster has to let stand: others', alike in name, and untagged. */
export async function placeDecoys(aws: Aws, cluster: string): Promise<readonly Placed[]> {
  const other = `${cluster}-b`;
  const topic = await placeTopic(aws, `daylily-${other}-heartbeat`);
  await placeSchedule(aws, `daylily-${other}-heartbeat`, topic);
  return [
    { service: "instances", id: await placeInstance(aws, `${cluster}2`) },
    { service: "volumes", id: await placeVolume(aws, "another") },
    { service: "volumes", id: await placeVolume(aws, undefined) },
    { service: "topics", id: topic },
    { service: "schedules", id: `daylily-${other}-heartbeat` },
    { service: "log groups", id: await placeLogGroup(aws, other) },
    { service: "bucket objects", id: await placeObjects(aws, other) },
    { service: "roles", id: await placeRole(aws, `${other}-RoleHeadNode-ABC`, `/parallelcluster/${other}/`) },
  ];
}

export const networkTemplate = `Resources:
  VPC: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.3.0.0/16 } }
  Subnet: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref VPC, CidrBlock: 10.3.0.0/24 } }
`;

const gatewayTemplate = `${networkTemplate}
  Address: { Type: AWS::EC2::EIP, Properties: { Domain: vpc } }
  Gateway: { Type: AWS::EC2::NatGateway, Properties: { SubnetId: !Ref Subnet, AllocationId: !GetAtt Address.AllocationId } }
`;

/** The network of a zone, which all clusters share. */
export async function placeSharedNetwork(aws: Aws): Promise<void> {
  const { CreateStackCommand } = await import("@aws-sdk/client-cloudformation");
  const input = { StackName: "pcluster-vpc-stack-2b", TemplateBody: gatewayTemplate };
  await (await aws.cloudformation()).send(new CreateStackCommand(input));
}

/** What `pcluster` puts beside the folders of clusters when it has made its bucket. */
export async function placeBootMark(aws: Aws): Promise<void> {
  const { PutObjectCommand } = await import("@aws-sdk/client-s3");
  const Bucket = await pclusterBucket(account, aws.region);
  await (await aws.s3()).send(new PutObjectCommand({ Bucket, Key: "parallelcluster/.bootstrapped", Body: "x" }));
}
