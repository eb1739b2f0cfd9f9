import { join } from "node:path";
import type { Aws } from "../../lib/aws/session.ts";
import { account } from "../aws/in_sandbox.ts";
import { legacyBudget, legacyClusterFilePath, legacyTable, legacyTopic } from "./legacy_world.ts";

/** Where the legacy's run has left its files, and what it has used. */
export type ChangedWorld = { readonly aws: Aws; readonly folder: string; readonly bucket: string };

/** Something that is not as the legacy leaves it, on one point. */
export type PointChange = {
  readonly point: string;
  /** The fields in which the two then differ beside what is decided. */
  readonly fields: readonly string[];
  /** Returns what takes it back. */
  change(world: ChangedWorld): Promise<() => Promise<unknown>>;
};

async function editFile({ folder }: ChangedWorld, edit: (text: string) => string): Promise<() => Promise<void>> {
  const path = join(folder, legacyClusterFilePath);
  const text = await Deno.readTextFile(path);
  if (edit(text) === text) throw new Error("nothing was edited");
  await Deno.writeTextFile(path, edit(text));
  return () => Deno.writeTextFile(path, text);
}

async function setAmount({ aws }: ChangedWorld, Amount: string): Promise<void> {
  const { DescribeBudgetCommand, UpdateBudgetCommand } = await import("@aws-sdk/client-budgets");
  const client = await aws.budgets();
  const { Budget } = await client.send(new DescribeBudgetCommand({ AccountId: account, BudgetName: legacyBudget }));
  if (Budget === undefined) throw new Error("no budget");
  const NewBudget = { ...Budget, BudgetLimit: { Amount, Unit: "USD" } };
  await client.send(new UpdateBudgetCommand({ AccountId: account, NewBudget }));
}

async function setRate({ aws }: ChangedWorld, ScheduleExpression: string): Promise<void> {
  const { GetScheduleCommand, UpdateScheduleCommand } = await import("@aws-sdk/client-scheduler");
  const client = await aws.scheduler();
  const { Name, FlexibleTimeWindow, State, Target } = await client.send(new GetScheduleCommand({ Name: legacyTopic }));
  await client.send(new UpdateScheduleCommand({ Name, FlexibleTimeWindow, State, Target, ScheduleExpression }));
}

export const pointChanges: readonly PointChange[] = [
  {
    point: "yaml",
    fields: ["HeadNode.LocalStorage.RootVolume.Size"],
    change: (world) => editFile(world, (text) => text.replace("Size: 421", "Size: 500")),
  },
  {
    point: "budgets",
    fields: ["cluster.amount"],
    async change(world) {
      await setAmount(world, "300");
      return () => setAmount(world, "200");
    },
  },
  {
    point: "heartbeat",
    fields: ["schedule.expression"],
    async change(world) {
      await setRate(world, "rate(7 days)");
      return () => setRate(world, "rate(60 minutes)");
    },
  },
  {
    point: "policies",
    fields: ["pcluster-omics-analysis.Statement.0.Condition"],
    async change({ aws }) {
      const { CreatePolicyVersionCommand, SetDefaultPolicyVersionCommand } = await import("@aws-sdk/client-iam");
      const iam = await aws.iam();
      const PolicyArn = `arn:aws:iam::${account}:policy/pcluster-omics-analysis`;
      const Statement = [{ Effect: "Allow", Action: "iam:CreateServiceLinkedRole", Resource: "*" }];
      const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
      await iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument, SetAsDefault: true }));
      return () => iam.send(new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: "v1" }));
    },
  },
  {
    point: "subnets",
    fields: ["private.0.cidr", "private.0.name", "private.0.zone"],
    async change(world) {
      const { CreateSubnetCommand, DescribeSubnetsCommand } = await import("@aws-sdk/client-ec2");
      const ec2 = await world.aws.ec2();
      const text = await Deno.readTextFile(join(world.folder, legacyClusterFilePath));
      const [, old = ""] = /SubnetIds:\s+- (subnet-\w+)/.exec(text) ?? [];
      const { Subnets: [{ VpcId }] = [{}] } = await ec2.send(new DescribeSubnetsCommand({ SubnetIds: [old] }));
      const input = { VpcId, AvailabilityZone: "us-west-2c", CidrBlock: "10.0.9.0/24" };
      const { Subnet } = await ec2.send(new CreateSubnetCommand(input));
      return await editFile(world, (all) => all.replaceAll(old, Subnet?.SubnetId ?? ""));
    },
  },
  {
    point: "bucket",
    fields: ["name"],
    async change(world) {
      const { CreateBucketCommand, PutObjectCommand } = await import("@aws-sdk/client-s3");
      const s3 = await world.aws.s3();
      const other = "other-omics-analysis-us-west-2";
      const CreateBucketConfiguration = { LocationConstraint: "us-west-2" as const };
      await s3.send(new CreateBucketCommand({ Bucket: other, CreateBucketConfiguration }));
      await s3.send(new PutObjectCommand({ Bucket: other, ...legacyTable }));
      return await editFile(world, (text) => text.replaceAll(world.bucket, other));
    },
  },
  {
    point: "spot_prices",
    fields: ["i8.r6gb64", "i8.r7gb64"],
    change: (world) => editFile(world, (text) => text.replaceAll("SpotPrice: 4.3295", "SpotPrice: 4.3297")),
  },
  {
    point: "artifacts",
    fields: ["next_run_template"],
    async change({ folder }) {
      const path = join(folder, "before_template.yaml");
      const text = await Deno.readTextFile(path);
      await Deno.remove(path);
      return () => Deno.writeTextFile(path, text);
    },
  },
];
