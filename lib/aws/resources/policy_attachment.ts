import type { AttachedPolicy, IAMClient } from "@aws-sdk/client-iam";
import { z } from "zod";
import { isAwsError } from "../aws_error.ts";
import type { AwsDeps, Resource } from "../resource.ts";
import { untilPropagated } from "./until_propagated.ts";

/** `to`: the name of the group or role. */
export type PolicyAttachmentSpec = { account: string; is: "group" | "role"; to: string; policyArn: string };

/** That a group or a role has a managed policy. */
export const policyAttachment: Resource<AwsDeps, PolicyAttachmentSpec, null> = {
  kind: "policy-attachment",
  layer: "iam",
  actions: {
    find: ["iam:ListAttachedGroupPolicies", "iam:ListAttachedRolePolicies"],
    write: ["iam:AttachGroupPolicy", "iam:AttachRolePolicy"],
    remove: ["iam:DetachGroupPolicy", "iam:DetachRolePolicy"],
  },
  spec: z.object({ account: z.string(), is: z.enum(["group", "role"]), to: z.string(), policyArn: z.string() }),
  key: ({ account, is, to, policyArn }) => `${account}/global/${is}/${to}/${nameOf(policyArn)}`,
  title: ({ is, to, policyArn }) => `policy ${nameOf(policyArn)} on ${is} ${to}`,

  async find({ aws }, spec) {
    try {
      for await (const policies of attached(await aws.iam(), spec)) {
        if (policies.some(({ PolicyArn }) => PolicyArn === spec.policyArn)) return { is: "ready", spec, out: null };
      }
      return { is: "absent" };
    } catch (error) {
      if (isAwsError(error, "NoSuchEntity")) return { is: "absent" };
      throw error;
    }
  },

  /** Attaching it again changes nothing. What was made a moment ago may not be known everywhere. */
  async write(deps, { is, to, policyArn: PolicyArn }) {
    const { AttachGroupPolicyCommand, AttachRolePolicyCommand } = await import("@aws-sdk/client-iam");
    const iam = await deps.aws.iam();
    const attach = () =>
      is === "group"
        ? iam.send(new AttachGroupPolicyCommand({ GroupName: to, PolicyArn }))
        : iam.send(new AttachRolePolicyCommand({ RoleName: to, PolicyArn }));
    await untilPropagated(deps, attach, (error) => isAwsError(error, "NoSuchEntity"));
  },

  async remove({ aws }, { is, to, policyArn: PolicyArn }) {
    const { DetachGroupPolicyCommand, DetachRolePolicyCommand } = await import("@aws-sdk/client-iam");
    const iam = await aws.iam();
    try {
      if (is === "group") await iam.send(new DetachGroupPolicyCommand({ GroupName: to, PolicyArn }));
      else await iam.send(new DetachRolePolicyCommand({ RoleName: to, PolicyArn }));
    } catch (error) {
      if (!isAwsError(error, "NoSuchEntity")) throw error;
    }
  },
};

function nameOf(policyArn: string): string {
  return policyArn.slice(policyArn.lastIndexOf("/") + 1);
}

async function* attached(client: IAMClient, { is, to }: PolicyAttachmentSpec): AsyncGenerator<AttachedPolicy[]> {
  const { paginateListAttachedGroupPolicies, paginateListAttachedRolePolicies } = await import("@aws-sdk/client-iam");
  const pages = is === "group"
    ? paginateListAttachedGroupPolicies({ client }, { GroupName: to })
    : paginateListAttachedRolePolicies({ client }, { RoleName: to });
  for await (const { AttachedPolicies = [] } of pages) yield AttachedPolicies;
}
