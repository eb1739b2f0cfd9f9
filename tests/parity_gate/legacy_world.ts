import { join } from "node:path";
import type { Aws } from "../../lib/aws/session.ts";
import { account, region } from "../aws/in_sandbox.ts";
import { legacyClusterFile, legacyTypes } from "./legacy_cluster_file.ts";

export const legacyCluster = "before";
const legacyTime = "20250102030405";
export const legacyClusterFilePath = `${legacyCluster}_cluster_${legacyTime}.yaml`;
const zone = "us-west-2b";
export const legacyBudget = `da-${zone}-${legacyCluster}`;
export const legacyTopic = `daylily-${legacyCluster}-heartbeat`;
const roleName = "eventbridge-scheduler-to-sns";
/** With the blank behind the last user. */
export const legacyTable = {
  Key: "data/budget_tags/pcluster-project-budget-tags.tsv",
  Body: `daylily-global\tubuntu,ubuntu \n${legacyBudget}\tubuntu,carol \n`,
};
const mail = "demo@example.org";

/** Makes in an account, and in a configuration folder, what a run of the legacy script leaves. */
export async function makeLegacyWorld(aws: Aws, bucket: string, folder: string): Promise<void> {
  const { publicSubnet, privateSubnet } = await makeNetwork(aws);
  await makePolicies(aws);
  await makeBudget(aws, "daylily-global", [25, 50, 75, 99]);
  await makeBudget(aws, legacyBudget, [75]);
  await writeTable(aws, bucket);
  await makeHeartbeat(aws);
  const prices = await pricesOf(aws);
  const choices = { cluster: legacyCluster, account, bucket, publicSubnet, privateSubnet, prices };
  await writeFiles(folder, legacyClusterFile({ ...choices, key: "omics-sandbox", user: "alice" }));
}

/** The network stack, as far as a cluster file names it. */
async function makeNetwork(aws: Aws): Promise<{ readonly publicSubnet: string; readonly privateSubnet: string }> {
  const { CreateSubnetCommand, CreateVpcCommand } = await import("@aws-sdk/client-ec2");
  const ec2 = await aws.ec2();
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }));
  const subnet = async (CidrBlock: string, name: string) => {
    const Tags = [{ Key: "Name", Value: `daylily-cs-us-west-twob ${name} Subnet` }];
    const TagSpecifications = [{ ResourceType: "subnet" as const, Tags }];
    const input = { VpcId: Vpc?.VpcId, AvailabilityZone: zone, CidrBlock, TagSpecifications };
    return (await ec2.send(new CreateSubnetCommand(input))).Subnet?.SubnetId ?? "";
  };
  return {
    publicSubnet: await subnet("10.0.0.0/24", "Public"),
    privateSubnet: await subnet("10.0.1.0/24", "Private"),
  };
}

const version = "2012-10-17";

/** The policies and the role that the scripts make. */
async function makePolicies(aws: Aws): Promise<void> {
  const { CreatePolicyCommand, CreateRoleCommand, PutRolePolicyCommand } = await import("@aws-sdk/client-iam");
  const iam = await aws.iam();
  const spot = { StringLike: { "iam:AWSServiceName": "spot.amazonaws.com" } };
  const documents = {
    "pcluster-omics-analysis": [
      { Effect: "Allow", Action: "iam:CreateServiceLinkedRole", Resource: "*", Condition: spot },
    ],
    pclusterTagsAndBudget: [
      {
        Effect: "Allow",
        Resource: "*",
        Action: ["ec2:DeleteTags", "ec2:DescribeTags", "ec2:CreateTags", "ec2:DescribeSpotPriceHistory"],
      },
      { Effect: "Allow", Action: ["budgets:ViewBudget"], Resource: "arn:aws:budgets::*:budget/*" },
    ],
  };
  for (const [PolicyName, Statement] of Object.entries(documents)) {
    const PolicyDocument = JSON.stringify({ Version: version, Statement });
    await iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument }));
  }
  const trust = {
    Sid: "AllowEventBridgeSchedulerAssume",
    Effect: "Allow",
    Principal: { Service: "scheduler.amazonaws.com" },
    Action: "sts:AssumeRole",
  };
  const publish = {
    Sid: "AllowPublishToDaylilyHeartbeatTopics",
    Effect: "Allow",
    Action: ["sns:Publish"],
    Resource: `arn:aws:sns:${region}:${account}:daylily-*-heartbeat`,
  };
  const text = (statement: object) => JSON.stringify({ Version: version, Statement: [statement] });
  await iam.send(new CreateRoleCommand({ RoleName: roleName, AssumeRolePolicyDocument: text(trust) }));
  const PolicyName = "eventbridge-scheduler-to-sns-inline";
  await iam.send(new PutRolePolicyCommand({ RoleName: roleName, PolicyName, PolicyDocument: text(publish) }));
}

/** One request for the budget, then one for each mail. */
async function makeBudget(aws: Aws, BudgetName: string, thresholds: readonly number[]): Promise<void> {
  const { CreateBudgetCommand, CreateNotificationCommand } = await import("@aws-sdk/client-budgets");
  const budgets = await aws.budgets();
  const TagKeyValue = [
    `user:aws-parallelcluster-project$${BudgetName}`,
    `user:aws-parallelcluster-clustername$${legacyCluster}`,
  ];
  const Budget = {
    BudgetName,
    BudgetType: "COST",
    TimeUnit: "MONTHLY",
    BudgetLimit: { Amount: "200", Unit: "USD" },
    CostFilters: { TagKeyValue },
  } as const;
  await budgets.send(new CreateBudgetCommand({ AccountId: account, Budget }));
  for (const Threshold of thresholds) {
    const kind = {
      NotificationType: "ACTUAL",
      ComparisonOperator: "GREATER_THAN",
      ThresholdType: "PERCENTAGE",
    } as const;
    const Subscribers = [{ SubscriptionType: "EMAIL" as const, Address: mail }];
    const where = { AccountId: account, BudgetName, Notification: { ...kind, Threshold }, Subscribers };
    await budgets.send(new CreateNotificationCommand(where));
  }
}

async function writeTable(aws: Aws, Bucket: string): Promise<void> {
  const { PutObjectCommand } = await import("@aws-sdk/client-s3");
  await (await aws.s3()).send(new PutObjectCommand({ Bucket, ...legacyTable }));
}

/** The mail's text is fixed when the schedule is made. */
async function makeHeartbeat(aws: Aws): Promise<void> {
  const { CreateTopicCommand, SubscribeCommand } = await import("@aws-sdk/client-sns");
  const sns = await aws.sns();
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: legacyTopic }));
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: "email", Endpoint: mail }));
  const { CreateScheduleCommand } = await import("@aws-sdk/client-scheduler");
  const text = `Heartbeat for cluster '${legacyCluster}' at 1735787045 (epoch). Region: ${region}.`;
  await (await aws.scheduler()).send(
    new CreateScheduleCommand({
      Name: legacyTopic,
      GroupName: "default",
      ScheduleExpression: "rate(60 minutes)",
      FlexibleTimeWindow: { Mode: "OFF" },
      State: "ENABLED",
      Target: {
        Arn: TopicArn,
        RoleArn: `arn:aws:iam::${account}:role/${roleName}`,
        Input: JSON.stringify({ default: text }),
      },
    }),
  );
}

async function pricesOf(aws: Aws): Promise<ReadonlyMap<string, number>> {
  const { DescribeSpotPriceHistoryCommand } = await import("@aws-sdk/client-ec2");
  const ec2 = await aws.ec2();
  const prices = new Map<string, number>();
  for (const InstanceType of legacyTypes) {
    const input = {
      InstanceTypes: [InstanceType as "r7i.2xlarge"],
      AvailabilityZone: zone,
      ProductDescriptions: ["Linux/UNIX"],
      MaxResults: 1,
    };
    const { SpotPriceHistory = [] } = await ec2.send(new DescribeSpotPriceHistoryCommand(input));
    prices.set(InstanceType, Number(SpotPriceHistory[0]?.SpotPrice));
  }
  return prices;
}

/** Under the legacy's own names, the last three with times of their own. */
async function writeFiles(folder: string, clusterFile: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  const priceless = clusterFile.replaceAll(/SpotPrice: .*/g, "SpotPrice: CALCULATE_MAX_SPOT_PRICE");
  const final = `ephemeral_cluster:\n  config:\n    cluster_name: "${legacyCluster}"\n`;
  const files = {
    [`${legacyCluster}_cluster_${legacyTime}.yaml.init`]: "Region: ${REGSUB_REGION}\n",
    [`${legacyCluster}_init_template_${legacyTime}.yaml`]: priceless,
    [legacyClusterFilePath]: clusterFile,
    // Of another cluster, whose run ended earlier.
    "daylily_cli_global_final_20250102033000.yaml": final.replace(legacyCluster, "another"),
    "daylily_cli_global_final_20250102034510.yaml": final,
    [`${legacyCluster}_cli_cfg_20250102034511.yaml`]: final,
    [`${legacyCluster}_template.yaml`]: final,
  };
  for (const [name, text] of Object.entries(files)) await Deno.writeTextFile(join(folder, name), text);
}
