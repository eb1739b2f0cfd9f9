import assert from "node:assert/strict";
import {
  CreateBudgetCommand,
  CreateNotificationCommand,
  CreateSubscriberCommand,
  DeleteSubscriberCommand,
  DescribeBudgetCommand,
  DescribeNotificationsForBudgetCommand,
  DescribeSubscribersForNotificationCommand,
  paginateDescribeBudgets,
  UpdateBudgetCommand,
  UpdateNotificationCommand,
} from "@aws-sdk/client-budgets";
import { CreateVpcCommand, paginateDescribeSpotPriceHistory, RunInstancesCommand } from "@aws-sdk/client-ec2";
import { CreateStackCommand } from "@aws-sdk/client-cloudformation";
import { GetUserCommand, TagRoleCommand } from "@aws-sdk/client-iam";
import { GetObjectCommand, PutBucketTaggingCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { CreateScheduleCommand, type CreateScheduleCommandInput } from "@aws-sdk/client-scheduler";
import { GetServiceQuotaCommand } from "@aws-sdk/client-service-quotas";
import { CreateTopicCommand, ListSubscriptionsByTopicCommand, SubscribeCommand } from "@aws-sdk/client-sns";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import type { Json } from "../../lib/host/json.ts";
import type { Aws } from "../../lib/aws/session.ts";
import { type Sandbox, sharedSandbox } from "../support/sandbox.ts";
import { sandboxAws } from "../support/sandbox_aws.ts";

const AccountId = "123456789012";
const image = "ami-0da11ca000000003d";
const bucket = "sandbox-omics-analysis-us-west-2";

function withAws(run: (aws: Aws, sandbox: Sandbox) => Promise<void>) {
  return async (sandbox: Sandbox) => {
    const aws = sandboxAws(sandbox);
    try {
      await run(aws, sandbox);
    } finally {
      aws.close();
    }
  };
}

Deno.test(
  "services of the front",
  sharedSandbox({}, async (step) => {
    await step(
      "quotas: 5000 each, as set, or unknown (cure 5)",
      withAws(async (aws, { settings }) => {
        const value = async (QuotaCode: string) => {
          const asked = new GetServiceQuotaCommand({ ServiceCode: "ec2", QuotaCode });
          return (await (await aws.quotas()).send(asked)).Quota?.Value;
        };
        settings.quotas["L-34B43A08"] = 328;
        settings.quotas["L-F678F1CE"] = null;
        assert.equal(await value("L-1216C47A"), 5000);
        assert.equal(await value("L-34B43A08"), 328);
        await assert.rejects(value("L-F678F1CE"), { name: "NoSuchResourceException" });
      }),
    );

    await step(
      "tags that AWS refuses are refused wherever they are accepted; EC2 takes every character",
      withAws(async (aws) => {
        const Tags = [{ Key: "a", Value: "fix/#42" }];
        const topic = (tags: typeof Tags) => new CreateTopicCommand({ Name: "tagged", Tags: tags });
        const sns = await aws.sns();
        await assert.rejects(sns.send(topic(Tags)), { name: "InvalidParameterException" });
        await assert.rejects(sns.send(topic([{ Key: "a", Value: "x".repeat(257) }])), /256/);
        await assert.rejects(sns.send(topic([{ Key: "aws:a", Value: "x" }])), /reserved/);
        const many = (count: number) => Array.from({ length: count }, (_, n) => ({ Key: `k${n}`, Value: "v" }));
        await assert.rejects(sns.send(topic(many(51))), /at most 50/);
        await sns.send(topic([{ Key: "a", Value: "\u00e9t\u00e9 2_.:/=+-@" }]));
        const stack = new CreateStackCommand({ StackName: "tagged", TemplateBody: "{}", Tags });
        await assert.rejects((await aws.cloudformation()).send(stack), { name: "ValidationError", message: /not #/ });
        const role = new TagRoleCommand({ RoleName: "r", Tags: [{ Key: "a\\", Value: "b" }] });
        await assert.rejects((await aws.iam()).send(role), { message: /not \\/ });
        const bucketTags = new PutBucketTaggingCommand({
          Bucket: bucket,
          Tagging: { TagSet: [{ Key: "a", Value: "it's" }] },
        });
        await assert.rejects((await aws.s3()).send(bucketTags), { name: "InvalidTag" });
        const budget = new CreateBudgetCommand({
          AccountId,
          Budget: { BudgetName: "tagged", BudgetType: "COST", TimeUnit: "MONTHLY" },
          ResourceTags: [{ Key: "k", Value: "100%" }],
        });
        await assert.rejects((await aws.budgets()).send(budget), { name: "InvalidParameterException" });
        await (await aws.ec2()).send(
          new CreateVpcCommand({
            CidrBlock: "10.9.0.0/16",
            TagSpecifications: [{ ResourceType: "vpc", Tags }],
          }),
        );
      }),
    );

    await step(
      "Spot prices for the types, zone and products asked for, in pages (cure 6)",
      withAws(async (aws, { settings, requests }) => {
        Object.assign(settings.spotPrices, {
          "r7i.2xlarge": 0.2,
          "r6i.2xlarge": { "us-west-2b": 0.1 },
          "m5.large": null,
        });
        settings.spotPricePage = 2;
        const history = paginateDescribeSpotPriceHistory({ client: await aws.ec2() }, {
          InstanceTypes: ["r7i.2xlarge", "r6i.2xlarge", "m5.large", "c7i.48xlarge"],
          AvailabilityZone: "us-west-2b",
          ProductDescriptions: ["Linux/UNIX"],
          StartTime: new Date(),
        });
        const found = [];
        for await (const page of history) found.push(...page.SpotPriceHistory ?? []);
        assert.deepEqual(
          found.map(({ InstanceType, SpotPrice, AvailabilityZone }) => [InstanceType, SpotPrice, AvailabilityZone]),
          [
            ["r7i.2xlarge", "0.200000", "us-west-2b"],
            ["r6i.2xlarge", "0.100000", "us-west-2b"],
            ["c7i.48xlarge", "3.361920", "us-west-2b"],
          ],
        );
        assert.equal(requests().length, 2);
      }),
    );

    await step(
      "a dry launch answers as the service does, whatever its devices (cure 3)",
      withAws(async (aws) => {
        const launch = new RunInstancesCommand({
          DryRun: true,
          MinCount: 1,
          MaxCount: 1,
          BlockDeviceMappings: [{ DeviceName: "/dev/xvdba", VirtualName: "ephemeral0" }],
        });
        await assert.rejects((await aws.ec2()).send(launch), { name: "DryRunOperation" });
      }),
    );

    await step(
      "denied actions are refused in each service's own form, reads as well",
      withAws(async (aws, { settings }) => {
        settings.denied = ["ec2:CreateVpc", "budgets:ViewBudget", "s3:Get*", "iam:GetUser"];
        const vpc = (await aws.ec2()).send(new CreateVpcCommand({ CidrBlock: "10.9.0.0/16" }));
        await assert.rejects(vpc, { name: "UnauthorizedOperation", message: /user\/alice is not .*: ec2:CreateVpc/ });
        const budget = (await aws.budgets()).send(new DescribeBudgetCommand({ AccountId, BudgetName: "b" }));
        await assert.rejects(budget, { name: "AccessDeniedException", message: /budgets:ViewBudget/ });
        const read = (await aws.s3()).send(new GetObjectCommand({ Bucket: bucket, Key: "cluster_boot_config/sbatch" }));
        await assert.rejects(read, { name: "AccessDenied" });
        await assert.rejects((await aws.iam()).send(new GetUserCommand({})), { name: "AccessDenied" });
        await (await aws.s3()).send(new PutObjectCommand({ Bucket: bucket, Key: "k", Body: "still allowed" }));
        await (await aws.sts()).send(new GetCallerIdentityCommand({}));
      }),
    );

    await step(
      "mail subscriptions stay pending on demand",
      withAws(async (aws, { settings }) => {
        settings.pendingSubscriptions = true;
        const sns = await aws.sns();
        const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: "t" }));
        const asked = { TopicArn, Protocol: "email", Endpoint: "a@b.co" };
        const arn = async () =>
          (await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }))).Subscriptions?.[0].SubscriptionArn;
        assert.equal((await sns.send(new SubscribeCommand(asked))).SubscriptionArn, "pending confirmation");
        assert.equal(await arn(), "PendingConfirmation");
        settings.pendingSubscriptions = false;
        assert.match(await arn() ?? "", /^arn:aws:sns:us-west-2:123456789012:t:/);
      }),
    );

    await step(
      "the same client token gives the same answer, and refuses another request",
      withAws(async (aws, sandbox) => {
        const scheduler = await aws.scheduler();
        const schedule: CreateScheduleCommandInput = {
          Name: "s",
          ClientToken: "one",
          ScheduleExpression: "rate(60 minutes)",
          FlexibleTimeWindow: { Mode: "OFF" },
          Target: { Arn: "arn:aws:sns:us-west-2:123456789012:t", RoleArn: "arn:aws:iam::123456789012:role/r" },
        };
        const create = (changes: Partial<CreateScheduleCommandInput>) =>
          scheduler.send(new CreateScheduleCommand({ ...schedule, ...changes }));
        const first = await create({});
        assert.equal((await create({})).ScheduleArn, first.ScheduleArn);
        await assert.rejects(create({ ScheduleExpression: "rate(1 hour)" }), { name: "ConflictException" });
        await assert.rejects(create({ ClientToken: "two" }), { name: "ConflictException" });

        const launch = (Name: string) => {
          const fields = {
            ClientToken: "three",
            LaunchTemplateName: Name,
            "LaunchTemplateData.InstanceType": "m5.large",
          };
          return sandbox.calls.query("ec2", "CreateLaunchTemplate", fields);
        };
        assert.equal(await launch("l"), await launch("l"));
        await assert.rejects(launch("m"), /IdempotentParameterMismatch/);
      }),
    );

    await step(
      "a refused request does not use its client token up",
      async (sandbox) => {
        const create = (TemplateBody: string) =>
          sandbox.calls.query("cloudformation", "CreateStack", {
            StackName: "s",
            ClientRequestToken: "one",
            TemplateBody,
          });
        await assert.rejects(create("{"), /ValidationError/);
        const resource = { Type: "AWS::SNS::Topic", Properties: { TopicName: "t" } };
        await create(JSON.stringify({ Resources: { Topic: resource } }));
      },
    );

    await step("an export of a file system takes its time, succeeds, or fails on demand", async (sandbox) => {
      const { calls, settings } = sandbox;
      settings.exportSeconds = 60;
      const fsx = (operation: string, body: Json) =>
        calls.json("fsx", `AWSSimbaAPIService_v20180301.${operation}`, body);
      type Task = { readonly TaskId: string; readonly Lifecycle: string };
      const begin = async (FileSystemId: string) =>
        await fsx("CreateDataRepositoryTask", { FileSystemId, Type: "EXPORT_TO_REPOSITORY", Paths: ["x"] }) as {
          readonly DataRepositoryTask: Task;
        };
      await assert.rejects(begin("fs-0"), /FileSystemNotFound/);
      const made = await fsx("CreateFileSystem", { FileSystemType: "LUSTRE", StorageCapacity: 1200, SubnetIds: ["s"] });
      const { FileSystemId } = (made as { readonly FileSystem: { readonly FileSystemId: string } }).FileSystem;
      const { TaskId, Lifecycle } = (await begin(FileSystemId)).DataRepositoryTask;
      const state = async () => {
        const told = await fsx("DescribeDataRepositoryTasks", { TaskIds: [TaskId] });
        return (told as { readonly DataRepositoryTasks: readonly Task[] }).DataRepositoryTasks[0].Lifecycle;
      };
      const states = [Lifecycle];
      for (const seconds of [30, 30]) {
        sandbox.passTime(seconds);
        states.push(await state());
      }
      assert.deepEqual(states, ["PENDING", "EXECUTING", "SUCCEEDED"]);
      settings.failExport = { reason: "no room" };
      assert.equal(await state(), "FAILED");
    });

    await step("the interfaces of an instance go with it", async ({ calls }) => {
      const count = async () =>
        (await calls.query("ec2", "DescribeNetworkInterfaces")).split("<networkInterfaceId>").length;
      const before = await count();
      const launched = await calls.query("ec2", "RunInstances", { ImageId: image, MinCount: "1", MaxCount: "1" });
      assert.equal(await count(), before + 1);
      await calls.query("ec2", "TerminateInstances", {
        "InstanceId.1": /<instanceId>([^<]*)/.exec(launched)?.[1] ?? "",
      });
      assert.equal(await count(), before);
    });

    await step(
      "what the emulator cannot do is an error in the service's form that clients do not repeat",
      async (sandbox) => {
        const asked = sandbox.calls.json("pricing", "AWSPriceListService.GetProducts", { ServiceCode: "AmazonEC2" });
        await assert.rejects(asked, /400: {"__type":"UnsupportedOperation".*pricing GetProducts/);
      },
    );
  }),
);

const Notification = {
  NotificationType: "ACTUAL",
  ComparisonOperator: "GREATER_THAN",
  Threshold: 75,
  ThresholdType: "PERCENTAGE",
} as const;
const mail = { SubscriptionType: "EMAIL", Address: "a@b.co" } as const;
const budgetNamed = (BudgetName: string, Amount = "200") => ({
  BudgetName,
  BudgetType: "COST",
  TimeUnit: "MONTHLY",
  BudgetLimit: { Amount, Unit: "USD" },
} as const);

Deno.test(
  "budgets of the front",
  sharedSandbox({}, async (step) => {
    await step(
      "a budget with its notifications is created once, described and updated",
      withAws(async (aws, { settings }) => {
        const client = await aws.budgets();
        const NotificationsWithSubscribers = [{ Notification, Subscribers: [mail] }];
        const create = () =>
          client.send(new CreateBudgetCommand({ AccountId, Budget: budgetNamed("b"), NotificationsWithSubscribers }));
        await create();
        await assert.rejects(create(), { name: "DuplicateRecordException" });
        settings.spend.b = 12.5;
        const described = async () =>
          (await client.send(new DescribeBudgetCommand({ AccountId, BudgetName: "b" }))).Budget;
        assert.equal((await described())?.BudgetLimit?.Amount, "200.0");
        assert.equal((await described())?.CalculatedSpend?.ActualSpend?.Amount, "12.5");
        await client.send(new UpdateBudgetCommand({ AccountId, NewBudget: budgetNamed("b", "150.5") }));
        assert.equal((await described())?.BudgetLimit?.Amount, "150.5");
      }),
    );

    await step(
      "notifications and subscribers: created, repeated, changed, removed",
      withAws(async (aws) => {
        const client = await aws.budgets();
        await client.send(new CreateBudgetCommand({ AccountId, Budget: budgetNamed("b") }));
        const of = { AccountId, BudgetName: "b", Notification };
        await client.send(new CreateNotificationCommand({ ...of, Subscribers: [mail] }));
        const again = client.send(new CreateNotificationCommand({ ...of, Subscribers: [mail] }));
        await assert.rejects(again, { name: "DuplicateRecordException" });

        const addresses = async () => {
          const { Subscribers = [] } = await client.send(new DescribeSubscribersForNotificationCommand(of));
          return Subscribers.map(({ Address }) => Address);
        };
        const Subscriber = { ...mail, Address: "c@d.co" };
        await client.send(new CreateSubscriberCommand({ ...of, Subscriber }));
        const repeated = client.send(new CreateSubscriberCommand({ ...of, Subscriber }));
        await assert.rejects(repeated, { name: "DuplicateRecordException" });
        assert.deepEqual(await addresses(), ["a@b.co", "c@d.co"]);
        await client.send(new DeleteSubscriberCommand({ ...of, Subscriber: mail }));
        assert.deepEqual(await addresses(), ["c@d.co"]);

        const NewNotification = { ...Notification, Threshold: 50 };
        const named = { AccountId, BudgetName: "b" };
        await client.send(new UpdateNotificationCommand({ ...named, OldNotification: Notification, NewNotification }));
        const { Notifications } = await client.send(new DescribeNotificationsForBudgetCommand(named));
        assert.deepEqual(Notifications?.map(({ Threshold }) => Threshold), [50]);
        const gone = client.send(new DescribeSubscribersForNotificationCommand(of));
        await assert.rejects(gone, { name: "NotFoundException" });
      }),
    );

    await step(
      "T83 250 budgets come in pages",
      withAws(async (aws, sandbox) => {
        for (let number = 0; number < 250; number++) {
          const Budget = budgetNamed(`b${number}`);
          await sandbox.calls.json("budgets", "AWSBudgetServiceGateway.CreateBudget", { AccountId, Budget });
        }
        const names = [];
        for await (const page of paginateDescribeBudgets({ client: await aws.budgets() }, { AccountId })) {
          names.push(...(page.Budgets ?? []).map(({ BudgetName }) => BudgetName));
        }
        assert.equal(new Set(names).size, 250);
        assert.equal(sandbox.requests().length, 3);
      }),
    );
  }),
);
