import { stringify } from "yaml";

/** What a run of the legacy script has chosen. */
export type LegacyChoices = {
  readonly cluster: string;
  readonly account: string;
  readonly bucket: string;
  readonly publicSubnet: string;
  readonly privateSubnet: string;
  readonly key: string;
  /** The user who calls. */
  readonly user: string;
  /** Present Spot prices of instance types. */
  readonly prices: ReadonlyMap<string, number>;
};

const region = "us-west-2";
const zone = "us-west-2b";

/** Queue, compute resource, instance types. */
const resources: readonly (readonly [string, string, readonly string[]])[] = [
  ["i8", "r7gb64", ["r7i.2xlarge"]],
  ["i8", "r6gb64", ["r6i.2xlarge"]],
  ["i128", "c6gb256", ["c6i.metal", "c6i.32xlarge"]],
  ["i128", "m6gb512", ["m6i.32xlarge", "m6i.metal"]],
  ["i128", "r6gb1024r6", ["r6i.metal", "r6i.32xlarge"]],
  ["i192", "all", [
    "c7i.48xlarge",
    "c7i.metal-48xl",
    "m7i.metal-48xl",
    "m7i.48xlarge",
    "r7i.48xlarge",
    "r7i.metal-48xl",
  ]],
  ["i192mem", "all", ["m7i.metal-48xl", "m7i.48xlarge", "r7i.48xlarge", "r7i.metal-48xl"]],
  ["i192bigmem", "all", ["r7i.48xlarge", "r7i.metal-48xl"]],
];

export const legacyTypes = [...new Set(resources.flatMap(([, , types]) => types))];

/** The price of a queue as the original script rounds it, twice. */
function priceOf(queue: string, prices: LegacyChoices["prices"]): number {
  const all = resources.filter(([name]) => name === queue).flatMap(([, , types]) => types)
    .map((type) => prices.get(type) ?? 5.55).sort((one, other) => one - other);
  const middle = all.length / 2;
  const median = all.length % 2 === 1 ? all[Math.floor(middle)] : (all[middle - 1] + all[middle]) / 2;
  return Number((Number(median.toFixed(4)) + 4.14).toFixed(4));
}

/** The final cluster file of the legacy script, as the specification of its template has it. */
export function legacyClusterFile({ prices, ...choices }: LegacyChoices): string {
  const { cluster, account, bucket, publicSubnet, privateSubnet, key, user } = choices;
  const CustomActions = {
    OnNodeConfigured: {
      Script: `s3://${bucket}/cluster_boot_config/post_install_ubuntu_combined.sh`,
      Args: [region, bucket, "na", "na"],
    },
  };
  const Iam = {
    S3Access: [{ BucketName: bucket, EnableWriteAccess: false }],
    AdditionalIamPolicies: [
      { Policy: `arn:aws:iam::${account}:policy/pclusterTagsAndBudget` },
      { Policy: "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore" },
    ],
  };
  const queues = [...new Set(resources.map(([queue]) => queue))].map((Name) => ({
    Name,
    CapacityType: "SPOT",
    AllocationStrategy: "price-capacity-optimized",
    ComputeResources: resources.filter(([queue]) => queue === Name).map(([, resource, types]) => ({
      Name: resource,
      Instances: types.map((InstanceType) => ({ InstanceType })),
      MinCount: 0,
      MaxCount: 1,
      SpotPrice: priceOf(Name, prices),
      Networking: { PlacementGroup: { Enabled: false } },
      Efa: { Enabled: false },
    })),
    Networking: { SubnetIds: [privateSubnet] },
    CustomActions,
    Iam,
  }));
  const tag = (name: string, Value: string) => ({ Key: `aws-parallelcluster-${name}`, Value });
  const document = {
    Region: region,
    Image: { Os: "ubuntu2204" },
    HeadNode: {
      InstanceType: "r7i.2xlarge",
      Networking: { ElasticIp: true, SubnetId: publicSubnet },
      DisableSimultaneousMultithreading: false,
      Ssh: { KeyName: key, AllowedIps: "0.0.0.0/0" },
      Dcv: { Enabled: false },
      LocalStorage: {
        RootVolume: { Size: 421, VolumeType: "gp3", DeleteOnTermination: true },
        EphemeralVolume: { MountDir: "/head_root" },
      },
      CustomActions,
      Iam,
    },
    Scheduling: {
      Scheduler: "slurm",
      SlurmSettings: {
        EnableMemoryBasedScheduling: false,
        ScaledownIdletime: 5,
        Dns: { DisableManagedDns: false },
        QueueUpdateStrategy: "DRAIN",
      },
      SlurmQueues: queues,
    },
    Monitoring: { DetailedMonitoring: false, Logs: { CloudWatch: { Enabled: true, RetentionInDays: 3 } } },
    SharedStorage: [{
      MountDir: "/fsx",
      Name: `fsx-${cluster}`,
      StorageType: "FsxLustre",
      FsxLustreSettings: {
        ImportPath: `s3://${bucket}/data/`,
        StorageCapacity: 4800,
        DeploymentType: "SCRATCH_2",
        AutoImportPolicy: "NEW_CHANGED_DELETED",
        DeletionPolicy: "Delete",
      },
    }],
    Tags: [
      tag("username", `tester-${user}`),
      tag("jobid", "aws_profile-sandbox"),
      tag("project", `da-${zone}-${cluster}`),
      tag("clustername", cluster),
      tag("enforce-budget", "skip"),
      tag("daylily-git-deets", "daylily-ephemeral-cluster-main-0123456789abcdef0123456789abcdef01234567-0.7.601"),
      tag("monitor-bucket", `s3://${bucket}`),
    ],
    DevSettings: { Timeouts: { HeadNodeBootstrapTimeout: 3600, ComputeNodeBootstrapTimeout: 3600 } },
  };
  return `---\n${stringify(document, { aliasDuplicateObjects: false })}...\n`;
}
