import type { AwsDeps } from "../aws/resource.ts";
import { groupMembership } from "../aws/resources/group_membership.ts";
import { iamGroup } from "../aws/resources/iam_group.ts";
import { managedPolicy, type ManagedPolicySpec, policyArn } from "../aws/resources/managed_policy.ts";
import { policyAttachment } from "../aws/resources/policy_attachment.ts";
import { type Wanted, wanted } from "../state/walks/wanted.ts";
import { iamName } from "./iam_name.ts";

/** Who gets rights: a group, and a user who is to be in it. */
export type Grantee = { readonly user: string; readonly group: string };

/**
 * Who a command line names.
 *
 * @throws DayError DAY-USE-001 for what cannot be a name in IAM
 */
export function granteeOf(
  { user, group = "daylily-ephemeral-cluster" }: { readonly user: string; readonly group?: string },
): Grantee {
  return { user: iamName("--user", user, 64), group: iamName("--group", group, 128) };
}

/** A group with a user in it. */
export function wantedGroup(deps: AwsDeps, account: string, { user, group }: Grantee): readonly Wanted[] {
  return [
    wanted(iamGroup, deps, { account, name: group }),
    wanted(groupMembership, deps, { account, group, user }),
  ];
}

/** A policy, the group that has it, and the user in it. */
export function wantedForGroup(deps: AwsDeps, policy: ManagedPolicySpec, grantee: Grantee): readonly Wanted[] {
  const { account } = policy;
  const [group, membership] = wantedGroup(deps, account, grantee);
  const attachment = { account, is: "group", to: grantee.group, policyArn: policyArn(policy) } as const;
  return [
    wanted(managedPolicy, deps, policy),
    group,
    wanted(policyAttachment, deps, attachment),
    membership,
  ];
}
