import assert from "node:assert/strict";
import type { Aws } from "../../lib/aws/session.ts";
import { account, region } from "../aws/in_sandbox.ts";
import type { HandChange } from "./hand_change.ts";

const group = "daylily-ephemeral-cluster";
const global = "DaylilyGlobalEClusterPolicy";
const regional = `DaylilyRegionalEClusterPolicy-${region}`;
const expiry = "daylily-cluster-expiry";
const arnOf = (policy: string) => `arn:aws:iam::${account}:policy/${policy}`;

async function newVersion(aws: Aws, policy: string, change: (document: string) => string): Promise<void> {
  const { CreatePolicyVersionCommand, GetPolicyCommand, GetPolicyVersionCommand } = await import("@aws-sdk/client-iam");
  const iam = await aws.iam();
  const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn: arnOf(policy) }));
  const where = { PolicyArn: arnOf(policy), VersionId: Policy?.DefaultVersionId };
  const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand(where));
  const document = decodeURIComponent(PolicyVersion?.Document ?? "");
  assert.notEqual(change(document), document);
  const input = { PolicyArn: arnOf(policy), PolicyDocument: change(document), SetAsDefault: true };
  await iam.send(new CreatePolicyVersionCommand(input));
}

/** Changes of what gives a cluster and its owner their rights, most of which a creation only meets. */
export const changesOfAccess: readonly HandChange[] = [
  {
    name: "the document of the policy that the network's stack created is changed",
    found: ['managed-policy pclusterTagsAndBudget: document.Statement.1.Effect changed: "Allow" → "Deny"'],
    becomes: "repaired",
    change: (aws) =>
      newVersion(aws, "pclusterTagsAndBudget", (document) => {
        const { Statement: [first, second], ...rest } = JSON.parse(document);
        return JSON.stringify({ ...rest, Statement: [first, { ...second, Effect: "Deny" }] });
      }),
  },
  {
    name: "the document of the global policy is changed",
    found: [`managed-policy ${global}: document.Statement.0.Action changed: "*" → "s3:*"`],
    becomes: "repaired with --include-found",
    change: (aws) =>
      newVersion(
        aws,
        global,
        (document) => document.replace('"Action": "*"', '"Action": "s3:*"').replace('"Action":"*"', '"Action":"s3:*"'),
      ),
  },
  {
    name: "the regional policy is detached from the group",
    found: [`policy-attachment group/${group}/${regional}: exists missing: true → false`],
    becomes: "reported",
    async change(aws) {
      const { DetachGroupPolicyCommand } = await import("@aws-sdk/client-iam");
      await (await aws.iam()).send(new DetachGroupPolicyCommand({ GroupName: group, PolicyArn: arnOf(regional) }));
    },
    async undo(aws) {
      const { AttachGroupPolicyCommand } = await import("@aws-sdk/client-iam");
      await (await aws.iam()).send(new AttachGroupPolicyCommand({ GroupName: group, PolicyArn: arnOf(regional) }));
    },
  },
  {
    name: "the owner is removed from the group",
    found: [`group-membership ${group}/alice: exists missing: true → false`],
    becomes: "reported",
    async change(aws) {
      const { RemoveUserFromGroupCommand } = await import("@aws-sdk/client-iam");
      await (await aws.iam()).send(new RemoveUserFromGroupCommand({ GroupName: group, UserName: "alice" }));
    },
    async undo(aws) {
      const { AddUserToGroupCommand } = await import("@aws-sdk/client-iam");
      await (await aws.iam()).send(new AddUserToGroupCommand({ GroupName: group, UserName: "alice" }));
    },
  },
  {
    name: "the group is deleted, with its members and policies",
    found: [
      `group-membership ${group}/alice: exists missing: true → false`,
      `iam-group ${group}: exists missing: true → false`,
      `policy-attachment group/${group}/${global}: exists missing: true → false`,
      `policy-attachment group/${group}/${regional}: exists missing: true → false`,
    ],
    becomes: "reported",
    async change(aws) {
      const { DeleteGroupCommand, DetachGroupPolicyCommand, RemoveUserFromGroupCommand } = await import(
        "@aws-sdk/client-iam"
      );
      const iam = await aws.iam();
      for (const policy of [global, regional]) {
        await iam.send(new DetachGroupPolicyCommand({ GroupName: group, PolicyArn: arnOf(policy) }));
      }
      await iam.send(new RemoveUserFromGroupCommand({ GroupName: group, UserName: "alice" }));
      await iam.send(new DeleteGroupCommand({ GroupName: group }));
    },
    async undo(aws) {
      const { AddUserToGroupCommand, AttachGroupPolicyCommand, CreateGroupCommand } = await import(
        "@aws-sdk/client-iam"
      );
      const iam = await aws.iam();
      await iam.send(new CreateGroupCommand({ GroupName: group }));
      await iam.send(new AddUserToGroupCommand({ GroupName: group, UserName: "alice" }));
      for (const policy of [global, regional]) {
        await iam.send(new AttachGroupPolicyCommand({ GroupName: group, PolicyArn: arnOf(policy) }));
      }
    },
  },
  {
    name: "the trust of the role for deletion deadlines is changed",
    found: [
      `expiry-role ${expiry}: trust.Statement.0.Principal.Service changed: "scheduler.amazonaws.com" → "lambda.amazonaws.com"`,
    ],
    becomes: "reported",
    change: (aws) => trustOf(aws, "scheduler.", "lambda."),
    undo: (aws) => trustOf(aws, "lambda.", "scheduler."),
  },
];

async function trustOf(aws: Aws, before: string, after: string): Promise<void> {
  const { GetRoleCommand, UpdateAssumeRolePolicyCommand } = await import("@aws-sdk/client-iam");
  const iam = await aws.iam();
  const { Role } = await iam.send(new GetRoleCommand({ RoleName: expiry }));
  const PolicyDocument = decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "").replace(before, after);
  await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: expiry, PolicyDocument }));
}
