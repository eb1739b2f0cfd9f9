import { z } from "zod";
import { isAwsError } from "../aws_error.ts";
import type { AwsDeps, Resource } from "../resource.ts";
import { untilPropagated } from "./until_propagated.ts";

export type GroupMembershipSpec = { account: string; group: string; user: string };

/** That a user belongs to a group. */
export const groupMembership: Resource<AwsDeps, GroupMembershipSpec, null> = {
  kind: "group-membership",
  layer: "iam",
  actions: {
    find: ["iam:ListGroupsForUser"],
    write: ["iam:AddUserToGroup"],
    remove: ["iam:RemoveUserFromGroup"],
  },
  spec: z.object({ account: z.string(), group: z.string(), user: z.string() }),
  key: ({ account, group, user }) => `${account}/global/${group}/${user}`,
  title: ({ group, user }) => `${user} in group ${group}`,

  async find({ aws }, spec) {
    const { paginateListGroupsForUser } = await import("@aws-sdk/client-iam");
    const client = await aws.iam();
    try {
      for await (const { Groups = [] } of paginateListGroupsForUser({ client }, { UserName: spec.user })) {
        if (Groups.some(({ GroupName }) => GroupName === spec.group)) return { is: "ready", spec, out: null };
      }
      return { is: "absent" };
    } catch (error) {
      if (isAwsError(error, "NoSuchEntity")) return { is: "absent" };
      throw error;
    }
  },

  /** Adding a member again changes nothing. A group that was made a moment ago may not be known everywhere. */
  async write(deps, { group, user }) {
    const { AddUserToGroupCommand } = await import("@aws-sdk/client-iam");
    const iam = await deps.aws.iam();
    const add = () => iam.send(new AddUserToGroupCommand({ GroupName: group, UserName: user }));
    await untilPropagated(deps, add, (error) => isAwsError(error, "NoSuchEntity"));
  },

  async remove({ aws }, { group, user }) {
    const { RemoveUserFromGroupCommand } = await import("@aws-sdk/client-iam");
    const iam = await aws.iam();
    try {
      await iam.send(new RemoveUserFromGroupCommand({ GroupName: group, UserName: user }));
    } catch (error) {
      if (!isAwsError(error, "NoSuchEntity")) throw error;
    }
  },
};
