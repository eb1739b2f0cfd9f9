import type { IAMClient, Role } from "@aws-sdk/client-iam";
import { z } from "zod";
import { type Json, stableJsonLine } from "../../host/json.ts";
import { isAwsError, isDenied } from "../aws_error.ts";
import { halfWritten } from "./half_written.ts";
import { readPolicyDocument } from "./read_policy_document.ts";
import type { AwsDeps, Found, Resource, Writable } from "../resource.ts";
import { schedulerRoleName } from "../../names/scheduler_role_name.ts";
import { untilPropagated } from "./until_propagated.ts";

/** `trust`: who may take the role; `policy`: what it may do, null when it has no inline policy of ours. */
export type SchedulerRoleSpec = { account: string; name: string; trust: Json; policy: Json };
export type SchedulerRoleOut = { arn: string };

/** The same for every role name. */
export const inlinePolicyName = "eventbridge-scheduler-to-sns-inline";

/** The role with which EventBridge Scheduler publishes heartbeats, one per account. */
export const schedulerRole: Resource<AwsDeps, SchedulerRoleSpec, SchedulerRoleOut> = {
  kind: "scheduler-role",
  layer: "iam",
  actions: {
    find: ["iam:GetRole", "iam:GetRolePolicy"],
    write: ["iam:CreateRole", "iam:UpdateAssumeRolePolicy", "iam:PutRolePolicy", "iam:TagRole"],
    remove: ["iam:DeleteRolePolicy", "iam:DeleteRole"],
  },
  spec: z.object({ account: z.string(), name: z.string(), trust: z.json(), policy: z.json() }),
  key: ({ account, name }) => `${account}/global/${name}`,
  title: ({ name }) => `role ${name}`,
  find: findRole,
  write: writeRole,
  // Created with its trust, and given its policy by a second request.
  wrote: (_deps, wanted, found) =>
    Promise.resolve(
      found.is === "ready" && same(found.spec.trust, wanted.trust) &&
        (found.spec.policy === null || same(found.spec.policy, wanted.policy)),
    ),
  remove: removeRole,
};

function same(one: Json, other: Json): boolean {
  return stableJsonLine(one) === stableJsonLine(other);
}

export function schedulerRoleArn({ account, name }: Pick<SchedulerRoleSpec, "account" | "name">): string {
  return `arn:aws:iam::${account}:role/${name}`;
}

/**
 * What the role looks like: usable by the scheduler on behalf of this account only, allowed to publish to the
 * heartbeat topics of every region.
 *
 * @see spec/setup-heartbeat.md section 7, spec/decisions.md 3.6
 */
export function schedulerRoleSpec(account: string, name: string = schedulerRoleName): SchedulerRoleSpec {
  return {
    account,
    name,
    trust: {
      Version: "2012-10-17",
      Statement: [{
        Sid: "AllowEventBridgeSchedulerAssume",
        Effect: "Allow",
        Principal: { Service: "scheduler.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:SourceAccount": account } },
      }],
    },
    policy: {
      Version: "2012-10-17",
      Statement: [{
        Sid: "AllowPublishToDaylilyHeartbeatTopics",
        Effect: "Allow",
        Action: ["sns:Publish"],
        Resource: `arn:aws:sns:*:${account}:daylily-*-heartbeat`,
      }],
    },
  };
}

async function findRole(
  { aws }: AwsDeps,
  spec: SchedulerRoleSpec,
  depth: "exists" | "full",
): Promise<Found<SchedulerRoleSpec, SchedulerRoleOut>> {
  const { GetRoleCommand } = await import("@aws-sdk/client-iam");
  const iam = await aws.iam();
  let role: Role | undefined;
  try {
    role = (await iam.send(new GetRoleCommand({ RoleName: spec.name }))).Role;
  } catch (error) {
    if (isAwsError(error, "NoSuchEntity")) return { is: "absent" };
    throw error;
  }
  const trust = readPolicyDocument(role?.AssumeRolePolicyDocument ?? "null");
  const policy = depth === "exists" ? spec.policy : await inlinePolicy(iam, spec.name);
  return { is: "ready", spec: { ...spec, trust, policy }, out: { arn: role?.Arn ?? "" } };
}

async function inlinePolicy(iam: IAMClient, role: string): Promise<Json> {
  const { GetRolePolicyCommand } = await import("@aws-sdk/client-iam");
  try {
    const { PolicyDocument } = await iam.send(
      new GetRolePolicyCommand({ RoleName: role, PolicyName: inlinePolicyName }),
    );
    return readPolicyDocument(PolicyDocument ?? "null");
  } catch (error) {
    if (isAwsError(error, "NoSuchEntity")) return null;
    throw error;
  }
}

async function writeRole(
  deps: AwsDeps,
  wanted: SchedulerRoleSpec,
  found: Writable<SchedulerRoleSpec, SchedulerRoleOut>,
): Promise<void> {
  const iam = await deps.aws.iam();
  if (found.is !== "ready") {
    await createRole(iam, wanted);
  } else if (!same(found.spec.trust, wanted.trust)) {
    const { UpdateAssumeRolePolicyCommand } = await import("@aws-sdk/client-iam");
    const PolicyDocument = JSON.stringify(wanted.trust);
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: wanted.name, PolicyDocument }));
  }
  try {
    const isUnknown = (error: unknown) => isAwsError(error, "NoSuchEntity");
    await untilPropagated(deps, () => putInlinePolicy(iam, wanted), isUnknown);
  } catch (error) {
    throw halfWritten(error, `giving the role ${wanted.name} its policy`, ["iam:PutRolePolicy"]);
  }
  if (found.is === "ready") await tagRole(iam, wanted.name);
}

/** The tags only help people to find the role: who may not tag makes it without them. */
const tags = [{ Key: "Owner", Value: "Daylily" }, { Key: "Purpose", Value: "SchedulerToSNS" }];

async function createRole(iam: IAMClient, wanted: SchedulerRoleSpec): Promise<void> {
  const { CreateRoleCommand } = await import("@aws-sdk/client-iam");
  const role = {
    RoleName: wanted.name,
    AssumeRolePolicyDocument: JSON.stringify(wanted.trust),
    Description: "Lets EventBridge Scheduler publish the heartbeats of Daylily clusters",
  };
  await iam.send(new CreateRoleCommand({ ...role, Tags: tags })).catch((error: unknown) => {
    if (!isDenied(error)) throw error;
    return iam.send(new CreateRoleCommand(role));
  });
}

async function putInlinePolicy(iam: IAMClient, { name, policy }: SchedulerRoleSpec): Promise<void> {
  const { PutRolePolicyCommand } = await import("@aws-sdk/client-iam");
  const PolicyDocument = JSON.stringify(policy);
  await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: inlinePolicyName, PolicyDocument }));
}

async function tagRole(iam: IAMClient, role: string): Promise<void> {
  const { TagRoleCommand } = await import("@aws-sdk/client-iam");
  await iam.send(new TagRoleCommand({ RoleName: role, Tags: tags })).catch(() => {});
}

async function removeRole({ aws }: AwsDeps, { name }: SchedulerRoleSpec): Promise<void> {
  const { DeleteRoleCommand, DeleteRolePolicyCommand } = await import("@aws-sdk/client-iam");
  const iam = await aws.iam();
  const steps = [
    () => iam.send(new DeleteRolePolicyCommand({ RoleName: name, PolicyName: inlinePolicyName })),
    () => iam.send(new DeleteRoleCommand({ RoleName: name })),
  ];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      if (!isAwsError(error, "NoSuchEntity")) throw error;
    }
  }
}
