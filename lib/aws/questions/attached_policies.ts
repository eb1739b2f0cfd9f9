import { isAwsError, isDenied } from "../aws_error.ts";
import type { Principal } from "./identity.ts";
import type { Aws } from "../session.ts";
import { attachedTo, attachedToActions, type PolicyOwner } from "./attached_to.ts";

export const attachedPolicyActions = [...attachedToActions, "iam:ListGroupsForUser"] as const;

type Action = typeof attachedPolicyActions[number];

/** Who has a managed policy: the caller himself, or a group that he is in. */
export type PolicyHolder = PolicyOwner & { readonly policyArn: string };

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
  const heldBy = async (action: Action, owner: PolicyOwner): Promise<readonly Held[]> => {
    const policies = await read(action, attachedTo(aws, owner));
    return policies.map(({ PolicyName: name = "", PolicyArn: policyArn = "" }) => ({ ...owner, policyArn, name }));
  };
  const ofUser = async (user: string): Promise<readonly Held[]> => {
    const [held, groups] = await Promise.all([
      heldBy("iam:ListAttachedUserPolicies", { is: "user", to: user }),
      read("iam:ListGroupsForUser", groupsOf(aws, user)),
    ]);
    const names = namesOf(held);
    if (wanted.every((name) => names.has(name))) return held;
    const inherited = groups.map((to) => heldBy("iam:ListAttachedGroupPolicies", { is: "group", to }));
    return [...held, ...(await Promise.all(inherited)).flat()];
  };

  const { is, name } = principal;
  const held = is === "user"
    ? await ofUser(name)
    : is === "role"
    ? await heldBy("iam:ListAttachedRolePolicies", { is, to: name })
    : [];
  const holders = held.filter((each) => wanted.includes(each.name)).map(({ name: _, ...holder }) => holder);
  return { names: namesOf(held), holders, unreadable: [...unreadable].sort() };
}

type Held = PolicyHolder & { readonly name: string };

function namesOf(held: readonly Held[]): Set<string> {
  return new Set(held.map(({ name }) => name));
}

/** The names of the groups that a user is in, page by page. */
async function* groupsOf(aws: Aws, UserName: string): AsyncGenerator<readonly string[]> {
  const { paginateListGroupsForUser } = await import("@aws-sdk/client-iam");
  for await (const page of paginateListGroupsForUser({ client: await aws.iam() }, { UserName })) {
    yield (page.Groups ?? []).flatMap(({ GroupName }) => GroupName ?? []);
  }
}
