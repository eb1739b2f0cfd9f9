import { z } from "zod";
import { isAwsError } from "../aws_error.ts";
import type { AwsDeps, Resource } from "../resource.ts";

export type IamGroupSpec = { account: string; name: string };
export type IamGroupOut = { arn: string };

/** A group of IAM users. Its members and policies are things of their own; one that has any is never removed. */
export const iamGroup: Resource<AwsDeps, IamGroupSpec, IamGroupOut> = {
  kind: "iam-group",
  layer: "iam",
  actions: { find: ["iam:GetGroup"], write: ["iam:CreateGroup"], remove: ["iam:DeleteGroup"] },
  spec: z.object({ account: z.string(), name: z.string() }),
  key: ({ account, name }) => `${account}/global/${name}`,
  title: ({ name }) => `group ${name}`,

  async find({ aws }, spec) {
    const { GetGroupCommand } = await import("@aws-sdk/client-iam");
    try {
      const { Group } = await (await aws.iam()).send(new GetGroupCommand({ GroupName: spec.name, MaxItems: 1 }));
      return { is: "ready", spec, out: { arn: Group?.Arn ?? "" } };
    } catch (error) {
      if (isAwsError(error, "NoSuchEntity")) return { is: "absent" };
      throw error;
    }
  },

  async write({ aws }, { name }, found) {
    if (found.is === "ready") return;
    const { CreateGroupCommand } = await import("@aws-sdk/client-iam");
    await (await aws.iam()).send(new CreateGroupCommand({ GroupName: name }));
  },

  async remove({ aws }, { name }) {
    const { DeleteGroupCommand } = await import("@aws-sdk/client-iam");
    try {
      await (await aws.iam()).send(new DeleteGroupCommand({ GroupName: name }));
    } catch (error) {
      if (!isAwsError(error, "NoSuchEntity")) throw error;
    }
  },
};
