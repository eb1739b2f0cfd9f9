/** A small cluster of the product's kind: one Spot queue, Lustre from the reference bucket, boot action, policies, tags. */
export function clusterYaml(world: {
  readonly name: string;
  readonly bucket: string;
  readonly key: string;
  readonly publicSubnet: string;
  readonly privateSubnet: string;
}): string {
  const { name, bucket, key, publicSubnet, privateSubnet } = world;
  const boot = `
      CustomActions:
        OnNodeConfigured:
          Script: s3://${bucket}/cluster_boot_config/post_install_ubuntu_combined.sh
          Args: [us-west-2, ${bucket}]
      Iam:
        S3Access:
          - BucketName: ${bucket}
            EnableWriteAccess: false
        AdditionalIamPolicies:
          - Policy: arn:aws:iam::123456789012:policy/pclusterTagsAndBudget
          - Policy: arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore`;
  return `Region: us-west-2
Image:
  Os: ubuntu2204
HeadNode:
  InstanceType: r7i.2xlarge
  Networking:
    ElasticIp: true
    SubnetId: ${publicSubnet}
  Ssh:
    KeyName: ${key}
    AllowedIps: "0.0.0.0/0"
  LocalStorage:
    RootVolume: { Size: 421, VolumeType: gp3, DeleteOnTermination: true }${boot.replaceAll("\n    ", "\n")}
Scheduling:
  Scheduler: slurm
  SlurmQueues:
    - Name: i8
      CapacityType: SPOT
      AllocationStrategy: price-capacity-optimized
      ComputeResources:
        - Name: r7gb64
          Instances: [{ InstanceType: r7i.2xlarge }]
          MinCount: 0
          MaxCount: 1
          SpotPrice: 4.29
          Networking: { PlacementGroup: { Enabled: false } }
          Efa: { Enabled: false }
      Networking:
        SubnetIds: [${privateSubnet}]${boot}
SharedStorage:
  - MountDir: /fsx
    Name: fsx-${name}
    StorageType: FsxLustre
    FsxLustreSettings:
      ImportPath: s3://${bucket}/data/
      StorageCapacity: 1200
      DeploymentType: SCRATCH_2
      AutoImportPolicy: NEW_CHANGED_DELETED
      DeletionPolicy: Delete
Monitoring:
  DetailedMonitoring: false
  Logs: { CloudWatch: { Enabled: true, RetentionInDays: 3 } }
Tags:
  - Key: aws-parallelcluster-project
    Value: da-us-west-2b-${name}
DevSettings:
  Timeouts: { HeadNodeBootstrapTimeout: 3600, ComputeNodeBootstrapTimeout: 3600 }
`;
}
