import assert from "node:assert/strict";
import { DescribeBudgetCommand } from "@aws-sdk/client-budgets";
import {
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
} from "@aws-sdk/client-cloudformation";
import { DescribeVpcsCommand } from "@aws-sdk/client-ec2";
import { GetUserCommand } from "@aws-sdk/client-iam";
import { ListBucketsCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { CreateScheduleCommand, GetScheduleCommand } from "@aws-sdk/client-scheduler";
import { CreateTopicCommand, ListTopicsCommand } from "@aws-sdk/client-sns";
import { AssumeRoleCommand, GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { stackTypes } from "../../lib/aws/permissions/stack_types.ts";
import type { Aws } from "../../lib/aws/session.ts";
import { sandboxLimits } from "../../lib/sandbox/limits.ts";
import { type Statement, verdict } from "../../lib/sandbox/front/callers/verdict.ts";
import { sharedSandbox } from "../support/sandbox.ts";
import { sandboxAws } from "../support/sandbox_aws.ts";
import { sandboxUser } from "../support/sandbox_user.ts";

const allow = (...Action: string[]) => ({ Effect: "Allow", Action, Resource: "*" });
const deny = (...Action: string[]) => ({ Effect: "Deny", Action, Resource: "*" });

Deno.test("statements are judged by action: wildcards without case, NotAction, and a denial wins", () => {
  const cases: readonly (readonly [readonly Statement[], string, string])[] = [
    [[], "s3:GetObject", "unnamed"],
    [[allow("s3:GetObject")], "s3:GetObject", "allowed"],
    [[allow("s3:GetObject")], "s3:GetObjectVersion", "unnamed"],
    [[allow("S3:getobject")], "s3:GetObject", "allowed"],
    [[allow("s3:Get*")], "s3:GetObjectVersion", "allowed"],
    [[allow("s3:?etObject")], "s3:GetObject", "allowed"],
    [[allow("s3:?GetObject")], "s3:GetObject", "unnamed"],
    [[allow("*")], "ec2:RunInstances", "allowed"],
    [[allow("*"), deny("ec2:Run*")], "ec2:RunInstances", "denied"],
    [[deny("*:RunInstances"), allow("*")], "ec2:RunInstances", "denied"],
    [[{ Effect: "Allow", NotAction: ["iam:*"] }], "ec2:RunInstances", "allowed"],
    [[{ Effect: "Allow", NotAction: "iam:*" }], "iam:GetUser", "unnamed"],
    [[allow("*"), { Effect: "Deny", NotAction: "sns:*" }], "iam:GetUser", "denied"],
    [[allow("s3.GetObject")], "s3:GetObject", "unnamed"],
  ];
  for (const [statements, action, expected] of cases) {
    assert.equal(verdict(statements, action), expected, `${JSON.stringify(statements)} ${action}`);
  }
});

Deno.test(
  "sandbox spec 5: who has keys of his own is judged by his policies",
  sharedSandbox({}, async (step) => {
    await step("every protocol refuses in its own form, and names user and action", async (sandbox) => {
      const user = await sandboxUser(sandbox, "eve");
      await user.attach([{ Statement: allow("sns:ListTopics") }]);
      await withAws(user.aws(), async (aws) => {
        const requests: readonly (readonly [string, string, () => Promise<unknown>])[] = [
          ["AccessDenied", "iam:GetUser", async () => await (await aws.iam()).send(new GetUserCommand({}))],
          ["AccessDenied", "cloudformation:DescribeStacks", async () => {
            return await (await aws.cloudformation()).send(new DescribeStacksCommand({}));
          }],
          ["UnauthorizedOperation", "ec2:DescribeVpcs", async () => {
            return await (await aws.ec2()).send(new DescribeVpcsCommand({}));
          }],
          ["AccessDenied", "s3:ListAllMyBuckets", async () => await (await aws.s3()).send(new ListBucketsCommand({}))],
          ["AuthorizationErrorException", "sns:CreateTopic", async () => {
            return await (await aws.sns()).send(new CreateTopicCommand({ Name: "x" }));
          }],
          ["AccessDeniedException", "budgets:ViewBudget", async () => {
            const named = { AccountId: "123456789012", BudgetName: "b" };
            return await (await aws.budgets()).send(new DescribeBudgetCommand(named));
          }],
          ["AccessDeniedException", "scheduler:GetSchedule", async () => {
            return await (await aws.scheduler()).send(new GetScheduleCommand({ Name: "x" }));
          }],
        ];
        for (const [code, action, request] of requests) await refused(request, code, user.arn, action);
        await (await aws.sns()).send(new ListTopicsCommand({}));
        const { Arn } = await (await aws.sts()).send(new GetCallerIdentityCommand({}));
        assert.equal(Arn, user.arn, "nobody can be refused to ask who he is");
      });
    });

    await step("what a request needs besides its own action is asked for as well", async (sandbox) => {
      const user = await sandboxUser(sandbox, "eve");
      await user.attach([{ Statement: allow("scheduler:CreateSchedule", "s3:PutObject", "sns:CreateTopic") }]);
      await withAws(user.aws(), async (aws) => {
        const object = { Bucket: "sandbox-omics-analysis-us-west-2", Key: "data/x", Body: "x" };
        const put = async (more: object) => await (await aws.s3()).send(new PutObjectCommand({ ...object, ...more }));
        await put({});
        await put({ IfNoneMatch: "*", Key: "data/y" });
        await refused(() => put({ IfMatch: '"etag"' }), "AccessDenied", user.arn, "s3:GetObject");
        const target = { Arn: "arn:aws:sns:us-west-2:123456789012:x", RoleArn: "arn:aws:iam::123456789012:role/x" };
        const FlexibleTimeWindow = { Mode: "OFF" } as const;
        const schedule = { Name: "x", ScheduleExpression: "rate(1 hour)", Target: target, FlexibleTimeWindow };
        const make = async () => await (await aws.scheduler()).send(new CreateScheduleCommand(schedule));
        await refused(make, "AccessDeniedException", user.arn, "iam:PassRole");
        const tagged = { Name: "x", Tags: [{ Key: "a", Value: "b" }] };
        const topic = async () => await (await aws.sns()).send(new CreateTopicCommand(tagged));
        await refused(topic, "AuthorizationErrorException", user.arn, "sns:TagResource");
      });
    });

    await step("groups, inline policies and assumed roles count, and a change counts at once", async (sandbox) => {
      const iam = (operation: string, fields: Record<string, string>) => sandbox.calls.query("iam", operation, fields);
      const user = await sandboxUser(sandbox, "eve");
      await withAws(user.aws(), async (aws) => {
        const list = async () => await (await aws.sns()).send(new ListTopicsCommand({}));
        await refused(list, "AuthorizationErrorException", user.arn, "sns:ListTopics");
        await iam("CreateGroup", { GroupName: "g" });
        await iam("AddUserToGroup", { GroupName: "g", UserName: "eve" });
        const inline = {
          PolicyName: "p",
          PolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: allow("sns:*") }),
        };
        await iam("PutGroupPolicy", { GroupName: "g", ...inline });
        await list();
        const denial = JSON.stringify({ Version: "2012-10-17", Statement: deny("sns:List*") });
        await iam("PutUserPolicy", { UserName: "eve", PolicyName: "q", PolicyDocument: denial });
        await assert.rejects(list, /eve is not authorized to perform: sns:ListTopics with an explicit deny/);
        await iam("DeleteUserPolicy", { UserName: "eve", PolicyName: "q" });
        await list();
        const trust = JSON.stringify({ Version: "2012-10-17", Statement: [] });
        await iam("CreateRole", { RoleName: "r", AssumeRolePolicyDocument: trust });
        await iam("PutUserPolicy", {
          UserName: "eve",
          PolicyName: "assume",
          PolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: allow("sts:AssumeRole") }),
        });
        const role = { RoleArn: "arn:aws:iam::123456789012:role/r", RoleSessionName: "s" };
        const { Credentials } = await (await aws.sts()).send(new AssumeRoleCommand(role));
        const asRole = (operation: string) =>
          fetch(sandbox.endpoint, {
            method: "POST",
            headers: {
              authorization:
                `AWS4-HMAC-SHA256 Credential=${Credentials?.AccessKeyId}/20260101/us-west-2/sns/aws4_request`,
              "content-type": "application/x-www-form-urlencoded",
            },
            body: `Action=${operation}&Version=2010-03-31`,
          }).then(async (answer) => `${answer.status} ${await answer.text()}`);
        assert.match(
          await asRole("ListTopics"),
          /^403 .*assumed-role\/r\/s is not authorized to perform: sns:ListTopics/s,
        );
        await iam("PutRolePolicy", { RoleName: "r", ...inline });
        assert.match(await asRole("ListTopics"), /^200 /);
      });
    });

    await step("CloudFormation makes and removes with the rights of its caller", async (sandbox) => {
      const user = await sandboxUser(sandbox, "eve");
      const stack = { StackName: "s" };
      const TemplateBody = JSON.stringify({
        Resources: {
          Net: { Type: "AWS::EC2::VPC", Properties: { CidrBlock: "10.7.0.0/16" } },
          Gate: { Type: "AWS::EC2::InternetGateway" },
        },
      });
      const { create, remove } = stackTypes["AWS::EC2::VPC"];
      const rights = ["cloudformation:*", ...create, ...stackTypes["AWS::EC2::InternetGateway"].create];
      await withAws(user.aws(), async (aws) => {
        const cloudformation = await aws.cloudformation();
        const reasons = async () => {
          const { StackEvents = [] } = await cloudformation.send(new DescribeStackEventsCommand(stack));
          return StackEvents.filter(({ ResourceStatus }) => /_FAILED$/.test(ResourceStatus ?? ""))
            .map(({ LogicalResourceId, ResourceStatusReason }) => `${LogicalResourceId}: ${ResourceStatusReason}`);
        };
        await user.attach([{ Statement: allow(...rights.filter((action) => action !== "ec2:CreateVpc")) }]);
        await cloudformation.send(new CreateStackCommand({ ...stack, TemplateBody, DisableRollback: true }));
        sandbox.passTime(60);
        assert.match((await reasons()).join("\n"), /^Net: .*user\/eve is not authorized to perform: ec2:CreateVpc /m);
        await user.attach([{ Statement: allow(...rights, ...remove, "ec2:DeleteInternetGateway") }]);
        await cloudformation.send(new DeleteStackCommand(stack));
        sandbox.passTime(60);
        await cloudformation.send(new CreateStackCommand({ ...stack, TemplateBody }));
        sandbox.passTime(60);
        assert.deepEqual(await reasons(), []);
        await user.attach([{ Statement: allow(...rights, "ec2:DeleteInternetGateway") }]);
        await cloudformation.send(new DeleteStackCommand(stack));
        sandbox.passTime(60);
        assert.match((await reasons()).join("\n"), /^Net: .*not authorized to perform: ec2:DeleteVpc /m);
      });
    });

    await step("the sandbox's own caller stays what he was", async (sandbox) => {
      await sandbox.calls.query("iam", "RemoveUserFromGroup", {
        UserName: "alice",
        GroupName: "daylily-ephemeral-cluster",
      });
      await withAws(sandboxAws(sandbox), async (aws) => await (await aws.iam()).send(new GetUserCommand({})));
      assert.ok(sandboxLimits.some((limit) => limit.includes("resources and conditions")));
    });
  }),
);

async function withAws(aws: Aws, body: (aws: Aws) => Promise<unknown>): Promise<void> {
  try {
    await body(aws);
  } finally {
    aws.close();
  }
}

async function refused(request: () => Promise<unknown>, code: string, user: string, action: string): Promise<void> {
  await assert.rejects(request, (error: Error) => {
    assert.equal(error.name, code, `${action}: ${error}`);
    assert.ok(
      error.message.includes(`User: ${user} is not authorized to perform: ${action} because no `),
      error.message,
    );
    return true;
  });
}
