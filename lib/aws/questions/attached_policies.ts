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

/** Who has a managed policy: the caller himself, or a group that he is in. */
export type PolicyHolder = { readonly is: "user" | "group" | "role"; readonly to: string; readonly policyArn: string };

/**
 * `holders`: through whom the caller has which of the wanted policies; `unreadable`: the actions that were refused, and what they
 * would have shown counts as not attached.
 */
export type Attached = {
  readonly names: ReadonlySet<string>;
  readonly holders: readonly PolicyHolder[];
  readonly unreadable: readonly Action[];
};

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
  const ofUser = async (user: string): Promise<readonly Held[]> => {
    const [own, groups] = await Promise.all([
      read("iam:ListAttachedUserPolicies", lists.ofUser(user)),
      read("iam:ListGroupsForUser", lists.groups(user)),
    ]);
    const held = heldBy("user", user, own);
    const names = namesOf(held);
    if (wanted.every((name) => names.has(name))) return held;
    const inherited = groups.map(async (group) =>
      heldBy("group", group, await read("iam:ListAttachedGroupPolicies", lists.ofGroup(group)))
    );
    return [...held, ...(await Promise.all(inherited)).flat()];
  };

  const { is, name } = principal;
  const held = is === "user"
    ? await ofUser(name)
    : is === "role"
    ? heldBy(is, name, await read("iam:ListAttachedRolePolicies", lists.ofRole(name)))
    : [];
  const holders = held.filter((each) => wanted.includes(each.name)).map(({ name: _, ...holder }) => holder);
  return { names: namesOf(held), holders, unreadable: [...unreadable].sort() };
}

type Held = PolicyHolder & { readonly name: string };

function heldBy(is: PolicyHolder["is"], to: string, policies: readonly AttachedPolicy[]): readonly Held[] {
  return policies.map(({ PolicyName: name = "", PolicyArn: policyArn = "" }) => ({ is, to, policyArn, name }));
}

function namesOf(held: readonly Held[]): Set<string> {
  return new Set(held.map(({ name }) => name));
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
