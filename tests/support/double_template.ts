import { recommendedPcluster } from "../../lib/toolchain/versions.ts";
import type { ClusterFile } from "./pcluster_double.ts";

/** Where one creation keeps its files in the bucket. */
export type Artifacts = { readonly bucket: string; readonly folder: string; readonly configVersion: string };

/** As much of the stack of a cluster as can be seen from outside; JSON, which is YAML too. */
export function doubleTemplate(name: string, file: ClusterFile, artifacts: Artifacts, now: Date): string {
  const stamp = now.toISOString().replace(/\D/g, "");
  return JSON.stringify({
    Parameters: parametersOf(name, artifacts, stamp),
    Resources: resourcesOf(name, file, stamp),
    Outputs: {
      EBSIds: { Value: "" },
      EFSIds: { Value: "" },
      FSXIds: { Value: { Ref: "FSX" } },
      HeadNodeInstanceID: { Value: { Ref: "HeadNode" } },
      HeadNodePrivateDnsName: { Value: { "Fn::GetAtt": ["HeadNode", "PrivateDnsName"] } },
      HeadNodePrivateIP: { Value: { "Fn::GetAtt": ["HeadNode", "PrivateIp"] } },
      RAIDIds: { Value: "" },
    },
  });
}

function parametersOf(name: string, { bucket, folder, configVersion }: Artifacts, stamp: string) {
  const texts: Readonly<Record<string, string>> = {
    ArtifactS3RootDirectory: folder,
    ClusterCWLogGroup: `/aws/parallelcluster/${name}-${stamp}`,
    ClusterDNSDomain: `${name}.pcluster.`,
    ClusterUser: "ubuntu",
    ConfigVersion: configVersion,
    ResourcesS3Bucket: bucket,
    Scheduler: "slurm",
  };
  return Object.fromEntries(Object.entries(texts).map(([key, Default]) => [key, { Type: "String", Default }]));
}

function resourcesOf(name: string, file: ClusterFile, stamp: string) {
  const { HeadNode, Scheduling, SharedStorage } = file;
  const table = (TableName: string) => ({
    Type: "AWS::DynamoDB::Table",
    DeletionPolicy: "Delete",
    Properties: {
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "Id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "Id", KeyType: "HASH" }],
    },
  });
  const [storage] = SharedStorage;
  const { StorageCapacity, DeploymentType, ImportPath, DeletionPolicy } = storage.FsxLustreSettings;
  const handle = `HeadNodeWaitConditionHandle${stamp}`;
  return {
    CloudWatchLogGroup: {
      Type: "AWS::Logs::LogGroup",
      DeletionPolicy: "Retain",
      Properties: { LogGroupName: `/aws/parallelcluster/${name}-${stamp}` },
    },
    DynamoDBTable: table(`parallelcluster-${name}`),
    SlurmDynamoDBTable: table(`parallelcluster-slurm-${name}`),
    FSX: {
      Type: "AWS::FSx::FileSystem",
      DeletionPolicy,
      Properties: {
        FileSystemType: "LUSTRE",
        StorageCapacity,
        SubnetIds: [Scheduling.SlurmQueues[0].Networking.SubnetIds[0]],
        LustreConfiguration: { DeploymentType, ImportPath },
        Tags: [{ Key: "Name", Value: storage.Name }],
      },
    },
    HeadNodeENI: { Type: "AWS::EC2::NetworkInterface", Properties: { SubnetId: HeadNode.Networking.SubnetId } },
    HeadNodeLaunchTemplate: {
      Type: "AWS::EC2::LaunchTemplate",
      Properties: { LaunchTemplateData: launchData(HeadNode) },
    },
    HeadNode: {
      Type: "AWS::EC2::Instance",
      Properties: {
        LaunchTemplate: { LaunchTemplateId: { Ref: "HeadNodeLaunchTemplate" } },
        Tags: nodeTags(name, file),
      },
    },
    [handle]: { Type: "AWS::CloudFormation::WaitConditionHandle" },
    [`HeadNodeWaitCondition${stamp}`]: {
      Type: "AWS::CloudFormation::WaitCondition",
      Properties: { Handle: { Ref: handle }, Count: 1, Timeout: "3600" },
    },
  };
}

function launchData({ InstanceType, Ssh, LocalStorage }: ClusterFile["HeadNode"]) {
  const { Size, VolumeType, DeleteOnTermination } = LocalStorage.RootVolume;
  const Ebs = { VolumeSize: Size, VolumeType, DeleteOnTermination };
  return {
    // The newest official image, which the genuine tool looks up.
    ImageId: "ami-0da11ca000000003d",
    InstanceType,
    KeyName: Ssh.KeyName,
    BlockDeviceMappings: [{ DeviceName: "/dev/sda1", Ebs }],
  };
}

function nodeTags(name: string, { Tags }: ClusterFile) {
  return [
    ...Tags,
    { Key: "Name", Value: "HeadNode" },
    { Key: "parallelcluster:attributes", Value: `ubuntu2204, slurm, ${recommendedPcluster}, x86_64` },
    { Key: "parallelcluster:cluster-name", Value: name },
    { Key: "parallelcluster:filesystem", Value: "efs=0, multiebs=0, raid=0, fsx=1" },
    { Key: "parallelcluster:networking", Value: "EFA=NONE" },
    { Key: "parallelcluster:node-type", Value: "HeadNode" },
    { Key: "parallelcluster:version", Value: recommendedPcluster },
  ];
}
