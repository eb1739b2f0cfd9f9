import assert from "node:assert/strict";
import { parse } from "yaml";
import { renderTemplate } from "../../lib/cluster_file/render_template.ts";
import { renderTokens } from "../../lib/cluster_file/render_tokens.ts";
import { instanceTypes } from "../../lib/cluster_file/spot_pricing.ts";
import { readTemplate } from "../../lib/cluster_file/template_problem.ts";
import { strayTokens } from "../../lib/cluster_file/template_tokens.ts";
import { renderInput, shippedTemplate } from "./rendering.ts";

const template = await shippedTemplate();
const authored = parse(template);
const rendered = parse(renderTemplate(template, renderTokens(renderInput())));

type Queue = { Name: string; ComputeResources: Resource[]; [key: string]: unknown };
type Resource = { Name: string; Instances: { InstanceType: string }[]; [key: string]: unknown };
const queues: Queue[] = authored.Scheduling.SlurmQueues;

Deno.test("PT1: eight sections in order, five queues, eight compute resources", () => {
  assert.deepEqual(Object.keys(authored), [
    "Region",
    "Image",
    "HeadNode",
    "Scheduling",
    "Monitoring",
    "SharedStorage",
    "Tags",
    "DevSettings",
  ]);
  assert.deepEqual(queues.map(({ Name }) => Name), ["i8", "i128", "i192", "i192mem", "i192bigmem"]);
  assert.equal(queues.flatMap(({ ComputeResources }) => ComputeResources).length, 8);
});

Deno.test("PT2: compute resources and their instance types in order", () => {
  const table = queues.flatMap((queue) =>
    queue.ComputeResources.map(({ Name, Instances, MaxCount }) =>
      [queue.Name, Name, Instances.map(({ InstanceType }) => InstanceType).join(" "), MaxCount].join(" | ")
    )
  );
  assert.deepEqual(table, [
    "i8 | r7gb64 | r7i.2xlarge | ${REGSUB_MAX_COUNT_8I}",
    "i8 | r6gb64 | r6i.2xlarge | ${REGSUB_MAX_COUNT_8I}",
    "i128 | c6gb256 | c6i.metal c6i.32xlarge | ${REGSUB_MAX_COUNT_128I}",
    "i128 | m6gb512 | m6i.32xlarge m6i.metal | ${REGSUB_MAX_COUNT_128I}",
    "i128 | r6gb1024r6 | r6i.metal r6i.32xlarge | ${REGSUB_MAX_COUNT_128I}",
    "i192 | all | c7i.48xlarge c7i.metal-48xl m7i.metal-48xl m7i.48xlarge r7i.48xlarge r7i.metal-48xl | " +
    "${REGSUB_MAX_COUNT_192I}",
    "i192mem | all | m7i.metal-48xl m7i.48xlarge r7i.48xlarge r7i.metal-48xl | ${REGSUB_MAX_COUNT_192I}",
    "i192bigmem | all | r7i.48xlarge r7i.metal-48xl | ${REGSUB_MAX_COUNT_192I}",
  ]);
  assert.equal(instanceTypes(readTemplate(template)).length, 14);
});

Deno.test("PT3, decision 3.10: census of tokens and placeholders", () => {
  const census: Record<string, number> = {};
  for (const [, name] of template.matchAll(/\$\{REGSUB_(\w+)\}/g)) census[name] = (census[name] ?? 0) + 1;
  assert.deepEqual(census, {
    REGION: 7,
    PUB_SUBNET: 1,
    PRIVATE_SUBNET: 5,
    CLUSTER_NAME: 2,
    KEYNAME: 1,
    S3_BUCKET_INIT: 7,
    S3_BUCKET_NAME: 12,
    S3_BUCKET_REF: 1,
    S3_IAM_POLICY: 6,
    FSX_SIZE: 1,
    DETAILED_MONITORING: 1,
    USERNAME: 1,
    PROJECT: 1,
    DELETE_LOCAL_ROOT: 1,
    SAVE_FSX: 1,
    ENFORCE_BUDGET: 1,
    AWS_ACCOUNT_ID: 1,
    ALLOCATION_STRATEGY: 5,
    DAYLILY_GIT_DEETS: 1,
    MAX_COUNT_8I: 2,
    MAX_COUNT_128I: 3,
    MAX_COUNT_192I: 3,
    HEADNODE_INSTANCE_TYPE: 1,
    SSH_CIDR: 1,
  });
  assert.deepEqual(strayTokens(template), []);
  assert.equal(template.match(/CALCULATE_MAX_SPOT_PRICE/g)?.length, 8);
});

Deno.test("pcluster-template 1 and 2: the values around the queues", () => {
  const { HeadNode, Scheduling, Monitoring, SharedStorage, DevSettings } = rendered;
  assert.equal(rendered.Region, "us-west-2");
  assert.deepEqual(rendered.Image, { Os: "ubuntu2204" });
  const { CustomActions: _, Iam: __, ...headNode } = HeadNode;
  assert.deepEqual(headNode, {
    InstanceType: "r7i.2xlarge",
    Networking: { ElasticIp: true, SubnetId: "subnet-0pub" },
    DisableSimultaneousMultithreading: false,
    Ssh: { KeyName: "omics-k", AllowedIps: "0.0.0.0/0" },
    Dcv: { Enabled: false },
    LocalStorage: {
      RootVolume: { Size: 421, VolumeType: "gp3", DeleteOnTermination: true },
      EphemeralVolume: { MountDir: "/head_root" },
    },
  });
  assert.deepEqual([Scheduling.Scheduler, Scheduling.SlurmSettings], ["slurm", {
    EnableMemoryBasedScheduling: false,
    ScaledownIdletime: 5,
    Dns: { DisableManagedDns: false },
    QueueUpdateStrategy: "DRAIN",
  }]);
  assert.deepEqual(Monitoring, {
    DetailedMonitoring: false,
    Logs: { CloudWatch: { Enabled: true, RetentionInDays: 3 } },
  });
  assert.deepEqual(SharedStorage, [{
    MountDir: "/fsx",
    Name: "fsx-tc1",
    StorageType: "FsxLustre",
    FsxLustreSettings: {
      ImportPath: "s3://x-omics-analysis-us-west-2/data/",
      StorageCapacity: 4800,
      DeploymentType: "SCRATCH_2",
      AutoImportPolicy: "NEW_CHANGED_DELETED",
      DeletionPolicy: "Delete",
    },
  }]);
  const hour = 3600;
  assert.deepEqual(DevSettings, { Timeouts: { HeadNodeBootstrapTimeout: hour, ComputeNodeBootstrapTimeout: hour } });
});

Deno.test("PT19: every queue is SPOT, starts at 0, without placement group and EFA", () => {
  for (const queue of queues) {
    assert.deepEqual(Object.keys(queue), [
      "Name",
      "CapacityType",
      "AllocationStrategy",
      "ComputeResources",
      "Networking",
      "CustomActions",
      "Iam",
    ]);
    assert.equal(queue.CapacityType, "SPOT");
    assert.deepEqual(queue.Networking, { SubnetIds: ["${REGSUB_PRIVATE_SUBNET}"] });
    for (const { Name: _, Instances: __, MaxCount: ___, ...rest } of queue.ComputeResources) {
      assert.deepEqual(rest, {
        MinCount: 0,
        SpotPrice: "CALCULATE_MAX_SPOT_PRICE",
        Networking: { PlacementGroup: { Enabled: false } },
        Efa: { Enabled: false },
      });
    }
  }
});

Deno.test("PT17, decision 3.10: head node and queues share permissions and boot action", () => {
  for (const { Iam, CustomActions } of [rendered.HeadNode, ...rendered.Scheduling.SlurmQueues]) {
    assert.deepEqual(CustomActions, {
      OnNodeConfigured: {
        Script: "s3://x-omics-analysis-us-west-2/cluster_boot_config/post_install_ubuntu_combined.sh",
        Args: ["us-west-2", "x-omics-analysis-us-west-2", "na", "na"],
      },
    });
    assert.deepEqual(Iam, {
      S3Access: [{ BucketName: "x-omics-analysis-us-west-2", EnableWriteAccess: false }],
      AdditionalIamPolicies: [
        { Policy: "arn:aws:iam::123456789012:policy/pclusterTagsAndBudget" },
        { Policy: "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore" },
      ],
    });
  }
});

Deno.test("pcluster-template 7: tags in order, each value in the line behind its key and unquoted", () => {
  const lines = template.slice(template.indexOf("\nTags:")).split("\n").filter((line) => /Key:|Value:/.test(line));
  const names = [
    "username",
    "jobid",
    "project",
    "clustername",
    "enforce-budget",
    "daylily-git-deets",
    "monitor-bucket",
  ];
  assert.deepEqual(
    lines.map((line) => line.trim().replace(/\$\{.*/, "")),
    names.flatMap((name) => [
      `- Key: aws-parallelcluster-${name}`,
      "Value: ",
    ]),
  );
});
