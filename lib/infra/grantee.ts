import type { AwsDeps } from "../aws/resource.ts";
import { groupMembership } from "../aws/resources/group_membership.ts";
import { iamGroup } from "../aws/resources/iam_group.ts";
import { managedPolicy, type ManagedPolicySpec, policyArn } from "../aws/resources/managed_policy.ts";
import { policyAttachment } from "../aws/resources/policy_attachment.ts";
import { DayError } from "../host/errors/day_error.ts";
import { type Wanted, wanted } from "../state/walks/wanted.ts";

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
  for (const [flag, name, most] of [["--user", user, 64], ["--group", group, 128]] as const) {
    if (/^[\w+=,.@-]+$/.test(name) && name.length <= most) continue;
    throw new DayError("DAY-USE-001", `${flag} ${JSON.stringify(name)} cannot be a name in IAM`, {
      fix: `use letters, digits and the signs + = , . @ _ -, at most ${most} of them, without a path`,
    });
  }
  return { user, group };
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
