import assert from "node:assert/strict";
import type { Budget, Notification } from "@aws-sdk/client-budgets";
import type { Aws } from "../../lib/aws/session.ts";
import { account, region } from "../aws/in_sandbox.ts";
import { changesOfAccess } from "./access_changes.ts";
import type { HandChange } from "./hand_change.ts";
import { changesOfNetwork } from "./network_changes.ts";

const own = "da-us-west-2b-demo";
const topic = `arn:aws:sns:${region}:${account}:daylily-demo-heartbeat`;
const heartbeat = "daylily-demo-heartbeat";
const role = "eventbridge-scheduler-to-sns";
const policy = `arn:aws:iam::${account}:policy/pcluster-omics-analysis`;
const table = "data/budget_tags/pcluster-project-budget-tags.tsv";
const mail = "demo@example.org";
/** What the scheduler's role may do. */
const publishing = '{"Statement":[{"Action":["sns:Publish"],"Effect":"Allow",' +
  `"Resource":"arn:aws:sns:*:${account}:daylily-*-heartbeat",` +
  '"Sid":"AllowPublishToDaylilyHeartbeatTopics"}],"Version":"2012-10-17"}';

/** The one mail of the budget, as the service describes it. */
async function alarmOf(aws: Aws): Promise<Notification> {
  const { DescribeNotificationsForBudgetCommand } = await import("@aws-sdk/client-budgets");
  const input = { AccountId: account, BudgetName: own };
  const { Notifications = [] } = await (await aws.budgets()).send(new DescribeNotificationsForBudgetCommand(input));
  assert.equal(Notifications.length, 1);
  return Notifications[0];
}

async function changeBudget(aws: Aws, change: (budget: Budget) => Partial<Budget>): Promise<void> {
  const { DescribeBudgetCommand, UpdateBudgetCommand } = await import("@aws-sdk/client-budgets");
  const client = await aws.budgets();
  const { Budget } = await client.send(new DescribeBudgetCommand({ AccountId: account, BudgetName: own }));
  assert.ok(Budget);
  await client.send(new UpdateBudgetCommand({ AccountId: account, NewBudget: { ...Budget, ...change(Budget) } }));
}

async function changeTable(aws: Aws, change: (text: string) => string): Promise<void> {
  const { GetObjectCommand, ListBucketsCommand, PutObjectCommand } = await import("@aws-sdk/client-s3");
  const client = await aws.s3();
  const { Buckets = [] } = await client.send(new ListBucketsCommand({}));
  const Bucket = Buckets.find(({ Name = "" }) => Name.includes("omics-analysis"))?.Name;
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: table }));
  const text = await Body?.transformToString() ?? "";
  assert.notEqual(change(text), text);
  await client.send(new PutObjectCommand({ Bucket, Key: table, Body: change(text) }));
}

async function changeSchedule(
  aws: Aws,
  name: string,
  change: { readonly State?: "DISABLED"; readonly ScheduleExpression?: string },
): Promise<void> {
  const { GetScheduleCommand, UpdateScheduleCommand } = await import("@aws-sdk/client-scheduler");
  const client = await aws.scheduler();
  const { Name, GroupName, ScheduleExpression, FlexibleTimeWindow, State, Target, ...rest } = await client.send(
    new GetScheduleCommand({ Name: name }),
  );
  const { StartDate, EndDate, ActionAfterCompletion } = rest;
  const input = { Name, GroupName, ScheduleExpression, FlexibleTimeWindow, State, Target, StartDate, EndDate };
  await client.send(new UpdateScheduleCommand({ ...input, ActionAfterCompletion, ...change }));
}

async function deleteSchedule(aws: Aws, Name: string): Promise<void> {
  const { DeleteScheduleCommand } = await import("@aws-sdk/client-scheduler");
  await (await aws.scheduler()).send(new DeleteScheduleCommand({ Name }));
}

const document = (Action: string) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource: "*" }] });

export const handChanges: readonly HandChange[] = [
  {
    name: "the amount of a budget is changed",
    found: [`budget ${own}: amount changed: "200" → "5000"`],
    becomes: "repaired",
    change: (aws) => changeBudget(aws, () => ({ BudgetLimit: { Amount: "5000", Unit: "USD" } })),
  },
  {
    name: "the period of a budget is changed",
    found: [`budget ${own}: amount changed: "200" → "200 QUARTERLY"`],
    becomes: "repaired",
    change: (aws) => changeBudget(aws, () => ({ TimeUnit: "QUARTERLY" })),
  },
  {
    name: "the filters of a budget are changed",
    found: [`budget ${own}: cluster changed: "demo" → "user:aws-parallelcluster-project$other"`],
    becomes: "repaired",
    change: (aws) =>
      changeBudget(aws, () => ({ CostFilters: { TagKeyValue: ["user:aws-parallelcluster-project$other"] } })),
  },
  {
    name: "a threshold of a budget is deleted",
    found: [`budget ${own}: thresholds missing: 75 → null`],
    becomes: "repaired",
    async change(aws) {
      const { DeleteNotificationCommand } = await import("@aws-sdk/client-budgets");
      const input = { AccountId: account, BudgetName: own, Notification: await alarmOf(aws) };
      await (await aws.budgets()).send(new DeleteNotificationCommand(input));
    },
  },
  {
    name: "the address of a threshold is changed",
    found: [`budget ${own}: email changed: "${mail}" → "other@example.org"`],
    becomes: "repaired",
    async change(aws) {
      const { CreateSubscriberCommand, DeleteSubscriberCommand } = await import("@aws-sdk/client-budgets");
      const client = await aws.budgets();
      const where = { AccountId: account, BudgetName: own, Notification: await alarmOf(aws) };
      const to = (Address: string) => ({ ...where, Subscriber: { SubscriptionType: "EMAIL" as const, Address } });
      await client.send(new CreateSubscriberCommand(to("other@example.org")));
      await client.send(new DeleteSubscriberCommand(to(mail)));
    },
  },
  {
    name: "a budget is deleted",
    found: [`budget ${own}: exists missing: true → false`],
    becomes: "repaired",
    async change(aws) {
      const { DeleteBudgetCommand } = await import("@aws-sdk/client-budgets");
      await (await aws.budgets()).send(new DeleteBudgetCommand({ AccountId: account, BudgetName: own }));
    },
  },
  {
    name: "the line in the table of budget users is deleted",
    found: [`tags-table-line BUCKET/${own}: exists missing: true → false`],
    becomes: "repaired",
    change: (aws) => changeTable(aws, (text) => text.split("\n").filter((line) => !line.startsWith(own)).join("\n")),
  },
  {
    name: "another user is added to the table of budget users",
    found: [`tags-table-line BUCKET/${own}: users unexpected: null → "mallory"`],
    becomes: "repaired",
    change: (aws) => changeTable(aws, (text) => text.replace(`${own}\tubuntu`, `${own}\tubuntu,mallory`)),
  },
  {
    name: "the topic is deleted, and its subscription with it",
    found: [
      `subscription ${heartbeat}/${mail}: exists missing: true → false`,
      `topic ${heartbeat}: exists missing: true → false`,
    ],
    becomes: "repaired",
    async change(aws) {
      const { DeleteTopicCommand } = await import("@aws-sdk/client-sns");
      await (await aws.sns()).send(new DeleteTopicCommand({ TopicArn: topic }));
    },
  },
  {
    name: "the address is unsubscribed",
    found: [`subscription ${heartbeat}/${mail}: exists missing: true → false`],
    becomes: "repaired",
    async change(aws) {
      const { ListSubscriptionsByTopicCommand, UnsubscribeCommand } = await import("@aws-sdk/client-sns");
      const client = await aws.sns();
      const { Subscriptions = [] } = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn: topic }));
      for (const { SubscriptionArn } of Subscriptions) await client.send(new UnsubscribeCommand({ SubscriptionArn }));
    },
  },
  {
    name: "the heartbeat's schedule is deleted",
    found: [`schedule ${heartbeat}: exists missing: true → false`],
    becomes: "repaired",
    change: (aws) => deleteSchedule(aws, heartbeat),
  },
  {
    name: "the heartbeat is disabled",
    found: [`schedule ${heartbeat}: state changed: "ENABLED" → "DISABLED"`],
    becomes: "repaired",
    change: (aws) => changeSchedule(aws, heartbeat, { State: "DISABLED" }),
  },
  {
    name: "the heartbeat is sent less often",
    found: [`schedule ${heartbeat}: expression changed: "rate(60 minutes)" → "rate(7 days)"`],
    becomes: "repaired",
    change: (aws) => changeSchedule(aws, heartbeat, { ScheduleExpression: "rate(7 days)" }),
  },
  {
    name: "the deadline is deleted",
    found: ["schedule daylily-demo-expiry: exists missing: true → false"],
    becomes: "repaired",
    change: (aws) => deleteSchedule(aws, "daylily-demo-expiry"),
  },
  {
    name: "the deadline is disabled",
    found: ['schedule daylily-demo-expiry: state changed: "ENABLED" → "DISABLED"'],
    becomes: "repaired",
    change: (aws) => changeSchedule(aws, "daylily-demo-expiry", { State: "DISABLED" }),
  },
  {
    name: "the trust of the scheduler's role is changed",
    found: [
      `scheduler-role ${role}: trust.Statement.0.Principal.Service changed: "scheduler.amazonaws.com" → "lambda.amazonaws.com"`,
    ],
    becomes: "repaired",
    async change(aws) {
      const { GetRoleCommand, UpdateAssumeRolePolicyCommand } = await import("@aws-sdk/client-iam");
      const iam = await aws.iam();
      const { Role } = await iam.send(new GetRoleCommand({ RoleName: role }));
      const trust = decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "").replace("scheduler.", "lambda.");
      await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: role, PolicyDocument: trust }));
    },
  },
  {
    name: "the policy of the scheduler's role is deleted",
    found: [`scheduler-role ${role}: policy changed: ${publishing} → null`],
    becomes: "repaired",
    async change(aws) {
      const { DeleteRolePolicyCommand } = await import("@aws-sdk/client-iam");
      const PolicyName = "eventbridge-scheduler-to-sns-inline";
      await (await aws.iam()).send(new DeleteRolePolicyCommand({ RoleName: role, PolicyName }));
    },
  },
  {
    name: "the scheduler's role is deleted",
    found: [`scheduler-role ${role}: exists missing: true → false`],
    becomes: "repaired",
    async change(aws) {
      const { DeleteRoleCommand, DeleteRolePolicyCommand } = await import("@aws-sdk/client-iam");
      const iam = await aws.iam();
      const PolicyName = "eventbridge-scheduler-to-sns-inline";
      await iam.send(new DeleteRolePolicyCommand({ RoleName: role, PolicyName }));
      await iam.send(new DeleteRoleCommand({ RoleName: role }));
    },
  },
  {
    name: "the document of a policy is changed",
    found: [
      'managed-policy pcluster-omics-analysis: document.Statement.0.Action changed: "iam:CreateServiceLinkedRole" → "s3:*"',
      "managed-policy pcluster-omics-analysis: document.Statement.0.Condition changed: " +
      '{"StringLike":{"iam:AWSServiceName":"spot.amazonaws.com"}} → null',
    ],
    becomes: "repaired",
    async change(aws) {
      const { CreatePolicyVersionCommand } = await import("@aws-sdk/client-iam");
      const input = { PolicyArn: policy, PolicyDocument: document("s3:*"), SetAsDefault: true };
      await (await aws.iam()).send(new CreatePolicyVersionCommand(input));
    },
  },
  ...changesOfAccess,
  ...changesOfNetwork,
];
