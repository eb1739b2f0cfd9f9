import type { AttachedPolicy } from "@aws-sdk/client-iam";
import { isAwsError, isDenied } from "../aws_error.ts";
import type { Principal } from "./identity.ts";
import type { Aws } from "../session.ts";

export const attachedPolicyActions = [
  "iam:ListAttachedUserPolicies",
  "iam:ListGroupsForUser",
  "iam:ListAttachedGroupPolicies",
  "iam:ListAttachedRolePolicies",
] as const;

type Action = typeof attachedPolicyActions[number];

/** `unreadable`: the actions that were refused; what they would have shown counts as not attached. */
export type Attached = { readonly names: ReadonlySet<string>; readonly unreadable: readonly Action[] };

/**
 * Which of the wanted managed policies the caller has: a user directly or through a group, a role directly. Groups are looked into
 * only when the user's own policies leave something open.
 *
 * A refusal and a principal that IAM does not know count as "not attached"; every other failure is thrown.
 */
export async function attachedPolicies(
  aws: Aws,
  principal: Principal,
  wanted: readonly string[],
): Promise<Attached> {
  const unreadable = new Set<Action>();
  const read = async <T>(action: Action, list: AsyncIterable<readonly T[]>): Promise<T[]> => {
    try {
      return (await Array.fromAsync(list)).flat();
    } catch (error) {
      if (isDenied(error)) unreadable.add(action);
      else if (!isAwsError(error, "NoSuchEntity")) throw error;
      return [];
    }
  };
  const lists = await policyLists(aws);
  const ofUser = async (user: string) => {
    const [own, groups] = await Promise.all([
      read("iam:ListAttachedUserPolicies", lists.ofUser(user)),
      read("iam:ListGroupsForUser", lists.groups(user)),
    ]);
    const names = namesOf(own);
    if (wanted.every((name) => names.has(name))) return names;
    const inherited = groups.map((group) => read("iam:ListAttachedGroupPolicies", lists.ofGroup(group)));
    return names.union(namesOf((await Promise.all(inherited)).flat()));
  };

  const { is, name } = principal;
  const names = is === "user"
    ? await ofUser(name)
    : namesOf(is === "role" ? await read("iam:ListAttachedRolePolicies", lists.ofRole(name)) : []);
  return { names, unreadable: [...unreadable].sort() };
}

function namesOf(policies: readonly AttachedPolicy[]): Set<string> {
  return new Set(policies.flatMap(({ PolicyName }) => PolicyName ?? []));
}

/** The four lists, page by page. */
async function policyLists(aws: Aws) {
  const {
    paginateListAttachedGroupPolicies,
    paginateListAttachedRolePolicies,
    paginateListAttachedUserPolicies,
    paginateListGroupsForUser,
  } = await import("@aws-sdk/client-iam");
  const client = await aws.iam();
  return {
    async *ofUser(UserName: string) {
      for await (const page of paginateListAttachedUserPolicies({ client }, { UserName })) {
        yield page.AttachedPolicies ?? [];
      }
    },
    async *ofRole(RoleName: string) {
      for await (const page of paginateListAttachedRolePolicies({ client }, { RoleName })) {
        yield page.AttachedPolicies ?? [];
      }
    },
    async *ofGroup(GroupName: string) {
      for await (const page of paginateListAttachedGroupPolicies({ client }, { GroupName })) {
        yield page.AttachedPolicies ?? [];
      }
    },
    async *groups(UserName: string) {
      for await (const page of paginateListGroupsForUser({ client }, { UserName })) {
        yield (page.Groups ?? []).flatMap(({ GroupName }) => GroupName ?? []);
      }
    },
  };
}
