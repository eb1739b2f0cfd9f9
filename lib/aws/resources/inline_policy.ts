import type { IAMClient } from "@aws-sdk/client-iam";
import { z } from "zod";
import { isAwsError } from "../aws_error.ts";
import type { AwsDeps, Json, Resource } from "../resource.ts";
import { readPolicyDocument } from "./read_policy_document.ts";
import { untilPropagated } from "./until_propagated.ts";

/** `of`: the name of the group or user whose policy it is. */
export type InlinePolicySpec = { account: string; is: "group" | "user"; of: string; name: string; document: Json };

/** A policy that belongs to one group or user. */
export const inlinePolicy: Resource<AwsDeps, InlinePolicySpec, null> = {
  kind: "inline-policy",
  layer: "iam",
  actions: {
    find: ["iam:GetGroupPolicy", "iam:GetUserPolicy"],
    write: ["iam:PutGroupPolicy", "iam:PutUserPolicy"],
    remove: ["iam:DeleteGroupPolicy", "iam:DeleteUserPolicy"],
  },
  spec: z.object({
    account: z.string(),
    is: z.enum(["group", "user"]),
    of: z.string(),
    name: z.string(),
    document: z.json(),
  }),
  key: ({ account, is, of, name }) => `${account}/global/${is}/${of}/${name}`,
  title: ({ is, of, name }) => `policy ${name} of ${is} ${of}`,

  async find({ aws }, spec) {
    try {
      return { is: "ready", spec: { ...spec, document: await documentOf(await aws.iam(), spec) }, out: null };
    } catch (error) {
      if (isAwsError(error, "NoSuchEntity")) return { is: "absent" };
      throw error;
    }
  },

  /** IAM replaces one of the same name. A group that was made a moment ago may not be known everywhere. */
  async write(deps, { is, of, name: PolicyName, document }) {
    const { PutGroupPolicyCommand, PutUserPolicyCommand } = await import("@aws-sdk/client-iam");
    const iam = await deps.aws.iam();
    const policy = { PolicyName, PolicyDocument: JSON.stringify(document) };
    const put = () =>
      is === "group"
        ? iam.send(new PutGroupPolicyCommand({ GroupName: of, ...policy }))
        : iam.send(new PutUserPolicyCommand({ UserName: of, ...policy }));
    await untilPropagated(deps, put, (error) => isAwsError(error, "NoSuchEntity"));
  },

  async remove({ aws }, { is, of, name: PolicyName }) {
    const { DeleteGroupPolicyCommand, DeleteUserPolicyCommand } = await import("@aws-sdk/client-iam");
    const iam = await aws.iam();
    try {
      if (is === "group") await iam.send(new DeleteGroupPolicyCommand({ GroupName: of, PolicyName }));
      else await iam.send(new DeleteUserPolicyCommand({ UserName: of, PolicyName }));
    } catch (error) {
      if (!isAwsError(error, "NoSuchEntity")) throw error;
    }
  },
};

async function documentOf(iam: IAMClient, { is, of, name: PolicyName }: InlinePolicySpec): Promise<Json> {
  const { GetGroupPolicyCommand, GetUserPolicyCommand } = await import("@aws-sdk/client-iam");
  const { PolicyDocument } = is === "group"
    ? await iam.send(new GetGroupPolicyCommand({ GroupName: of, PolicyName }))
    : await iam.send(new GetUserPolicyCommand({ UserName: of, PolicyName }));
  return readPolicyDocument(PolicyDocument ?? "null");
}
