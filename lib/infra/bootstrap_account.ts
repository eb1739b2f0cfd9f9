import { serviceLinkedRole } from "../aws/resources/service_linked_role.ts";
import { type EnsuredObjects, ensureObjects, type ObjectOptions } from "../state/walks/ensure_objects.ts";
import { wanted } from "../state/walks/wanted.ts";
import { besideIdentity } from "./beside_identity.ts";
import { type Grantee, wantedForGroup } from "./grantee.ts";
import { type InfraDeps, infraWalk } from "./infra_walk.ts";
import { globalPolicy } from "./policies/global_policy.ts";
import { requireUser } from "./require_user.ts";

/** Head nodes start Spot instances in the name of this service, and may not make its role themselves. */
const spot = "spot.amazonaws.com";

/**
 * Once per account: what an operator may do in every region, for a group with this user in it, and the role of EC2 Spot.
 *
 * @throws DayError DAY-INFRA-001 when there is no such user; nothing was written then
 */
export async function bootstrapAccount(
  deps: InfraDeps,
  grantee: Grantee,
  options: ObjectOptions = {},
): Promise<EnsuredObjects> {
  const [{ account }] = await besideIdentity(deps.aws, requireUser(deps, grantee.user));
  return await ensureObjects(infraWalk(deps, account), [
    ...wantedForGroup(deps, globalPolicy(account), grantee),
    wanted(serviceLinkedRole, deps, { account, service: spot }),
  ], options);
}
