import type { IAMClient, Role } from "@aws-sdk/client-iam";
import { z } from "zod";
import { type Json, stableJsonLine } from "../../host/json.ts";
import { isAwsError, isDenied } from "../aws_error.ts";
import { halfWritten } from "./half_written.ts";
import { readPolicyDocument } from "./read_policy_document.ts";
import type { AwsDeps, Found, Resource, Writable } from "../resource.ts";
import { untilPropagated } from "./until_propagated.ts";

/** `trust`: who may take the role; `policy`: what it may do, null when it has no inline policy of ours. */
export type ServiceRoleSpec = { account: string; name: string; trust: Json; policy: Json };
export type ServiceRoleOut = { arn: string };

/** What tells one such role from another, beside what it may do. */
export type ServiceRoleKind = {
  readonly kind: string;
  /** The same for every role name. */
  readonly policyName: string;
  readonly description: string;
  /** The value of its tag `Purpose`. */
  readonly purpose: string;
};

/** A role that a service of AWS takes, with one inline policy. */
export function serviceRole(own: ServiceRoleKind): Resource<AwsDeps, ServiceRoleSpec, ServiceRoleOut> {
  return {
    kind: own.kind,
    layer: "iam",
    actions: {
      find: ["iam:GetRole", "iam:GetRolePolicy"],
      write: ["iam:CreateRole", "iam:UpdateAssumeRolePolicy", "iam:PutRolePolicy", "iam:TagRole"],
      remove: ["iam:DeleteRolePolicy", "iam:DeleteRole"],
    },
    unwritable: ({ policy }) => policy === null ? "it has no inline policy of ours" : undefined,
    spec: z.object({ account: z.string(), name: z.string(), trust: z.json(), policy: z.json() }),
    key: ({ account, name }) => `${account}/global/${name}`,
    title: ({ name }) => `role ${name}`,
    find: (deps, spec, depth) => findRole(own, deps, spec, depth),
    write: (deps, wanted, found) => writeRole(own, deps, wanted, found),
    // Created with its trust, and given its policy by a second request.
    wrote: (_deps, wanted, found) =>
      Promise.resolve(
        found.is === "ready" && same(found.spec.trust, wanted.trust) &&
          (found.spec.policy === null || same(found.spec.policy, wanted.policy)),
      ),
    remove: (deps, spec) => removeRole(own, deps, spec),
  };
}

function same(one: Json, other: Json): boolean {
  return stableJsonLine(one) === stableJsonLine(other);
}

/** Lets EventBridge Scheduler take a role, on behalf of this account only. */
export function schedulerTrust(account: string): Json {
  return {
    Version: "2012-10-17",
    Statement: [{
      Sid: "AllowEventBridgeSchedulerAssume",
      Effect: "Allow",
      Principal: { Service: "scheduler.amazonaws.com" },
      Action: "sts:AssumeRole",
      Condition: { StringEquals: { "aws:SourceAccount": account } },
    }],
  };
}

async function findRole(
  { policyName }: ServiceRoleKind,
  { aws }: AwsDeps,
  spec: ServiceRoleSpec,
  depth: "exists" | "full",
): Promise<Found<ServiceRoleSpec, ServiceRoleOut>> {
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
  const policy = depth === "exists" ? spec.policy : await inlinePolicy(iam, spec.name, policyName);
  return { is: "ready", spec: { ...spec, trust, policy }, out: { arn: role?.Arn ?? "" } };
}

async function inlinePolicy(iam: IAMClient, role: string, policyName: string): Promise<Json> {
  const { GetRolePolicyCommand } = await import("@aws-sdk/client-iam");
  try {
    const { PolicyDocument } = await iam.send(
      new GetRolePolicyCommand({ RoleName: role, PolicyName: policyName }),
    );
    return readPolicyDocument(PolicyDocument ?? "null");
  } catch (error) {
    if (isAwsError(error, "NoSuchEntity")) return null;
    throw error;
  }
}

async function writeRole(
  own: ServiceRoleKind,
  deps: AwsDeps,
  wanted: ServiceRoleSpec,
  found: Writable<ServiceRoleSpec, ServiceRoleOut>,
): Promise<void> {
  const iam = await deps.aws.iam();
  if (found.is !== "ready") {
    await createRole(own, iam, wanted);
  } else if (!same(found.spec.trust, wanted.trust)) {
    const { UpdateAssumeRolePolicyCommand } = await import("@aws-sdk/client-iam");
    const PolicyDocument = JSON.stringify(wanted.trust);
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: wanted.name, PolicyDocument }));
  }
  try {
    const isUnknown = (error: unknown) => isAwsError(error, "NoSuchEntity");
    await untilPropagated(deps, () => putInlinePolicy(own, iam, wanted), isUnknown);
  } catch (error) {
    throw halfWritten(error, `giving the role ${wanted.name} its policy`, ["iam:PutRolePolicy"]);
  }
  if (found.is === "ready") await tagRole(own, iam, wanted.name);
}

/** The tags only help people to find the role: who may not tag makes it without them. */
function tagsOf({ purpose }: ServiceRoleKind) {
  return [{ Key: "Owner", Value: "Daylily" }, { Key: "Purpose", Value: purpose }];
}

async function createRole(own: ServiceRoleKind, iam: IAMClient, wanted: ServiceRoleSpec): Promise<void> {
  const { CreateRoleCommand } = await import("@aws-sdk/client-iam");
  const role = {
    RoleName: wanted.name,
    AssumeRolePolicyDocument: JSON.stringify(wanted.trust),
    Description: own.description,
  };
  await iam.send(new CreateRoleCommand({ ...role, Tags: tagsOf(own) })).catch((error: unknown) => {
    if (!isDenied(error)) throw error;
    return iam.send(new CreateRoleCommand(role));
  });
}

async function putInlinePolicy(
  { policyName }: ServiceRoleKind,
  iam: IAMClient,
  { name, policy }: ServiceRoleSpec,
): Promise<void> {
  const { PutRolePolicyCommand } = await import("@aws-sdk/client-iam");
  const PolicyDocument = JSON.stringify(policy);
  await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: policyName, PolicyDocument }));
}

async function tagRole(own: ServiceRoleKind, iam: IAMClient, role: string): Promise<void> {
  const { TagRoleCommand } = await import("@aws-sdk/client-iam");
  await iam.send(new TagRoleCommand({ RoleName: role, Tags: tagsOf(own) })).catch(() => {});
}

async function removeRole({ policyName }: ServiceRoleKind, { aws }: AwsDeps, { name }: ServiceRoleSpec): Promise<void> {
  const { DeleteRoleCommand, DeleteRolePolicyCommand } = await import("@aws-sdk/client-iam");
  const iam = await aws.iam();
  const steps = [
    () => iam.send(new DeleteRolePolicyCommand({ RoleName: name, PolicyName: policyName })),
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
