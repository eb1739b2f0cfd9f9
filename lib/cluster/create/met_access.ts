import { principalOf } from "../../aws/questions/identity.ts";
import type { AwsDeps } from "../../aws/resource.ts";
import { expiryRole } from "../../aws/resources/expiry_role.ts";
import { groupMembership } from "../../aws/resources/group_membership.ts";
import { iamGroup } from "../../aws/resources/iam_group.ts";
import { managedPolicy, policyArn } from "../../aws/resources/managed_policy.ts";
import { networkStack, type NetworkStackOut } from "../../aws/resources/network_stack.ts";
import { policyAttachment } from "../../aws/resources/policy_attachment.ts";
import { schedulerRole } from "../../aws/resources/scheduler_role.ts";
import type { Json } from "../../host/json.ts";
import type { Findings } from "../../preflight/preflight.ts";
import type { Origin, Remembered } from "../../state/journal/facts.ts";
import { kindOfResource } from "../../state/walks/kind_of_resource.ts";
import type { Kind } from "../../state/walks/wanted.ts";
import type { Baseline } from "./baseline.ts";

/** Something that stands and is to be read; `expected` says which one it is, and nothing of what it looks like. */
export type Met = { readonly kind: Kind<AwsDeps>; readonly expected: Json; readonly met: Origin };

/** What the functions of ParallelCluster's API may do. Who has it is not looked at: those roles come and go with that API. */
const adjustRoles = "DaylilyPClusterLambdaAdjustRoles";

/**
 * What a cluster and its owner have their rights from, as far as no step of the creation makes it: the policies by name, who has
 * them, the owner's groups, and roles that others have made.
 */
export function metAccess(
  // What an earlier version has found and a resume takes up knows of no holders.
  { account, callerArn, policyHolders = [], expiryRoleArn }: Findings,
  { policyArn: clusterPolicy, schedulerRoleArn }: Pick<Baseline, "policyArn" | "schedulerRoleArn">,
  remembered: readonly Remembered[],
): readonly Met[] {
  const own = `arn:aws:iam::${account}:policy/`;
  const holders = policyHolders.map((holder) => holder.policyArn);
  const arns = new Set([...holders, policyArn({ account, name: adjustRoles }), clusterPolicy.value]);
  const user = principalOf(callerArn).name;
  const groups = new Set(policyHolders.flatMap(({ is, to }) => is === "group" ? to : []));
  const found: readonly Met[] = [
    ...[...arns].filter((arn) => arn.startsWith(own)).map((arn) => ({
      kind: kindOfResource(managedPolicy),
      expected: { account, name: arn.slice(own.length), document: null },
      met: arn === madeBy(remembered) ? "created" as const : "found" as const,
    })),
    ...policyHolders.map((holder) => asFound(kindOfResource(policyAttachment), { account, ...holder })),
    ...[...groups].flatMap((group) => [
      asFound(kindOfResource(iamGroup), { account, name: group }),
      asFound(kindOfResource(groupMembership), { account, group, user }),
    ]),
    ...rolesIn(account, schedulerRoleArn).map((role) => asFound(kindOfResource(schedulerRole), role)),
    ...rolesIn(account, expiryRoleArn ?? "").map((role) => asFound(kindOfResource(expiryRole), role)),
  ];
  const isKnown = ({ kind, expected }: Met) =>
    remembered.some((each) => each.kind === kind.kind && each.key === kind.key(expected));
  return found.filter((each) => !isKnown(each));
}

function asFound(kind: Kind<AwsDeps>, expected: Json): Met {
  return { kind, expected, met: "found" };
}

/** A role of this account; one of another account is nobody's to read here. */
function rolesIn(account: string, arn: string): readonly Json[] {
  const [, , , , owner, resource = ""] = arn.split(":");
  return owner === account ? [{ account, name: resource.split("/").at(-1) ?? "", trust: null, policy: null }] : [];
}

/** The policy that a network stack of ours has made. */
function madeBy(remembered: readonly Remembered[]): string | undefined {
  const stack = remembered.find(({ kind, origin }) => kind === networkStack.kind && origin === "created");
  return (stack?.out as NetworkStackOut | null | undefined)?.policyArn ?? undefined;
}
