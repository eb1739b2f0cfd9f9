import {
  type AttachedPolicy,
  type IAMClient,
  paginateListAttachedGroupPolicies,
  paginateListAttachedRolePolicies,
  paginateListAttachedUserPolicies,
  paginateListGroupsForUser,
} from "@aws-sdk/client-iam";
import { isAwsError, isDenied } from "./aws_error.ts";
import type { Principal } from "./identity.ts";

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
 * Which of the wanted managed policies the caller has: a user directly or through a group, a role directly. Groups are read
 * only when the user's own policies do not answer the question.
 *
 * A refusal and a principal that IAM does not know count as "not attached"; every other failure is thrown.
 *
 * @see spec/create-cluster.md 3.5, decision 3.18
 */
export async function attachedPolicies(
  iam: IAMClient,
  principal: Principal,
  wanted: readonly string[],
): Promise<Attached> {
  if (principal.is === "other") return { names: new Set(), unreadable: [] };
  const unreadable: Action[] = [];
  const read = async <T>(action: Action, list: AsyncIterable<readonly T[]>): Promise<T[]> => {
    try {
      return (await Array.fromAsync(list)).flat();
    } catch (error) {
      if (isDenied(error)) unreadable.push(action);
      else if (!isAwsError(error, "NoSuchEntity")) throw error;
      return [];
    }
  };

  const lists = policyLists(iam);
  if (principal.is === "role") {
    return { names: namesOf(await read("iam:ListAttachedRolePolicies", lists.ofRole(principal.name))), unreadable };
  }
  const [own, groups] = await Promise.all([
    read("iam:ListAttachedUserPolicies", lists.ofUser(principal.name)),
    read("iam:ListGroupsForUser", lists.groups(principal.name)),
  ]);
  const names = namesOf(own);
  if (wanted.every((name) => names.has(name))) return { names, unreadable };
  const throughGroups = await Promise.all(
    groups.map((group) => read("iam:ListAttachedGroupPolicies", lists.ofGroup(group))),
  );
  return { names: names.union(namesOf(throughGroups.flat())), unreadable: [...new Set(unreadable)].sort() };
}

function namesOf(policies: readonly AttachedPolicy[]): Set<string> {
  return new Set(policies.flatMap(({ PolicyName }) => PolicyName ?? []));
}

/** The four lists, page by page. */
function policyLists(client: IAMClient) {
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
