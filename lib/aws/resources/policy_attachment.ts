import { z } from "zod";
import { isAwsError } from "../aws_error.ts";
import { attachedTo, attachedToActions } from "../questions/attached_to.ts";
import type { AwsDeps, Resource } from "../resource.ts";
import { untilPropagated } from "./until_propagated.ts";

/** `to`: the name of the group, role or user. */
export type PolicyAttachmentSpec = { account: string; is: "group" | "role" | "user"; to: string; policyArn: string };

/** That a group, a role or a user has a managed policy. */
export const policyAttachment: Resource<AwsDeps, PolicyAttachmentSpec, null> = {
  kind: "policy-attachment",
  layer: "iam",
  actions: {
    find: attachedToActions,
    write: ["iam:AttachGroupPolicy", "iam:AttachRolePolicy", "iam:AttachUserPolicy"],
    remove: ["iam:DetachGroupPolicy", "iam:DetachRolePolicy", "iam:DetachUserPolicy"],
  },
  spec: z.object({ account: z.string(), is: z.enum(["group", "role", "user"]), to: z.string(), policyArn: z.string() }),
  key: ({ account, is, to, policyArn }) => `${account}/global/${is}/${to}/${nameOf(policyArn)}`,
  title: ({ is, to, policyArn }) => `policy ${nameOf(policyArn)} on ${is} ${to}`,

  async find({ aws }, spec) {
    try {
      for await (const policies of attachedTo(aws, spec)) {
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
    const { AttachGroupPolicyCommand, AttachRolePolicyCommand, AttachUserPolicyCommand } = await import(
      "@aws-sdk/client-iam"
    );
    const iam = await deps.aws.iam();
    const attach = {
      group: () => iam.send(new AttachGroupPolicyCommand({ GroupName: to, PolicyArn })),
      role: () => iam.send(new AttachRolePolicyCommand({ RoleName: to, PolicyArn })),
      user: () => iam.send(new AttachUserPolicyCommand({ UserName: to, PolicyArn })),
    };
    await untilPropagated(deps, attach[is], (error) => isAwsError(error, "NoSuchEntity"));
  },

  async remove({ aws }, { is, to, policyArn: PolicyArn }) {
    const { DetachGroupPolicyCommand, DetachRolePolicyCommand, DetachUserPolicyCommand } = await import(
      "@aws-sdk/client-iam"
    );
    const iam = await aws.iam();
    try {
      if (is === "group") await iam.send(new DetachGroupPolicyCommand({ GroupName: to, PolicyArn }));
      else if (is === "role") await iam.send(new DetachRolePolicyCommand({ RoleName: to, PolicyArn }));
      else await iam.send(new DetachUserPolicyCommand({ UserName: to, PolicyArn }));
    } catch (error) {
      if (!isAwsError(error, "NoSuchEntity")) throw error;
    }
  },
};

function nameOf(policyArn: string): string {
  return policyArn.slice(policyArn.lastIndexOf("/") + 1);
}
