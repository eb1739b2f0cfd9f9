import { roleNames } from "../aws/questions/iam/role_names.ts";
import { managedPolicy, policyArn } from "../aws/resources/managed_policy.ts";
import { policyAttachment } from "../aws/resources/policy_attachment.ts";
import { type EnsuredObjects, ensureObjects, type ObjectOptions } from "../state/walks/ensure_objects.ts";
import { wanted } from "../state/walks/wanted.ts";
import { besideIdentity } from "./beside_identity.ts";
import { type Grantee, wantedForGroup } from "./grantee.ts";
import { type InfraDeps, infraWalk } from "./infra_walk.ts";
import { adjustRolesPolicy } from "./policies/adjust_roles_policy.ts";
import { regionalPolicy } from "./policies/regional_policy.ts";
import { requireUser } from "./require_user.ts";

/** ParallelCluster's API stack makes these; nothing of ours touches them but for one policy. */
const lambdaRoles = "ParallelClusterLambdaRole-";

/**
 * Once per region: what an operator may do with its topics, for a group with this user in it, and the policy that the functions of
 * ParallelCluster's API need, on those roles that stand now.
 *
 * @throws DayError DAY-INFRA-001 when there is no such user; nothing was written then
 */
export async function bootstrapRegion(
  deps: InfraDeps,
  grantee: Grantee,
  options: ObjectOptions = {},
): Promise<EnsuredObjects> {
  const [{ account }, roles] = await besideIdentity(
    deps.aws,
    roleNames(deps.aws, lambdaRoles),
    requireUser(deps, grantee.user),
  );
  const adjust = adjustRolesPolicy(account);
  const attachments = roles.map((to) =>
    wanted(policyAttachment, deps, { account, is: "role", to, policyArn: policyArn(adjust) })
  );
  const [regional, ...granted] = wantedForGroup(deps, regionalPolicy(account, deps.aws.region), grantee);
  const list = [regional, wanted(managedPolicy, deps, adjust), ...attachments, ...granted];
  const made = await ensureObjects(infraWalk(deps, account), list, options);
  if (roles.length > 0) return made;
  const message = `no role ${lambdaRoles}* exists, so ${adjust.name} is not attached to any role; ` +
    "only ParallelCluster's API needs it: if you install that, run this command again afterwards";
  return { ...made, warnings: [...made.warnings, { id: "infra.no_lambda_roles", step: adjust.name, message }] };
}
