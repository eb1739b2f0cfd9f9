import { resolveSchedulerRole, type SchedulerRoleLook } from "../aws/questions/resolve_scheduler_role.ts";
import { inlinePolicy } from "../aws/resources/inline_policy.ts";
import type { Environment } from "../host/environment.ts";
import { advice, command } from "../host/errors/advice.ts";
import { DayError } from "../host/errors/day_error.ts";
import { isRoleArn } from "../names/is_role_arn.ts";
import { type EnsuredObjects, ensureObjects, type ObjectOptions } from "../state/walks/ensure_objects.ts";
import { wanted } from "../state/walks/wanted.ts";
import { besideIdentity } from "./beside_identity.ts";
import { type Grantee, wantedGroup } from "./grantee.ts";
import { type InfraDeps, infraWalk } from "./infra_walk.ts";
import { heartbeatWirePolicy } from "./policies/heartbeat_wire_policy.ts";
import { requireUser } from "./require_user.ts";

export type HeartbeatGrant = Grantee & {
  /** The role that sends heartbeats; else the one that stands. */
  readonly roleArn?: string;
  readonly policyName: string;
  /** Whether the policy belongs to the group, or to the user alone. */
  readonly to: "group" | "user";
};

/**
 * Lets a user set up heartbeats in a region.
 *
 * @throws DayError DAY-INFRA-001 when there is no such user, DAY-CFG-003 for a role that is none of this account; nothing was
 *   written then
 */
export async function grantHeartbeat(
  deps: InfraDeps & { readonly environment: Pick<Environment, "get"> },
  { roleArn: given, policyName: name, to, ...grantee }: HeartbeatGrant,
  options: ObjectOptions = {},
): Promise<EnsuredObjects> {
  if (given !== undefined && !isRoleArn(given)) {
    throw new DayError("DAY-CFG-003", `--scheduler-role-arn ${given} is not the ARN of an IAM role`, {
      fix: "write it as arn:aws:iam::ACCOUNT:role/NAME",
    });
  }
  const [{ account }, look] = await besideIdentity(
    deps.aws,
    resolveSchedulerRole(deps.aws, { ...deps, configured: given }),
    requireUser(deps, grantee.user),
  );
  const roleArn = arnIn(look, account);
  const document = heartbeatWirePolicy({ account, region: deps.aws.region, roleArn });
  const policy = { account, is: to, of: grantee[to], name, document };
  return await ensureObjects(infraWalk(deps, account), [
    ...to === "group" ? wantedGroup(deps, account, grantee) : [],
    wanted(inlinePolicy, deps, policy),
  ], options);
}

function arnIn(look: SchedulerRoleLook, account: string): string {
  if (look.is !== "present") {
    const why = look.is === "absent"
      ? "the IAM role that sends heartbeat mails does not exist"
      : "the IAM role that sends heartbeat mails is not known";
    throw new DayError("DAY-CFG-003", why, {
      fix: advice`create it with ${
        command("deno task infra scheduler-role")
      }, or name a role with --scheduler-role-arn`,
    });
  }
  if (look.arn.split(":")[4] === account) return look.arn;
  throw new DayError("DAY-CFG-003", `the role ${look.arn} belongs to another account than ${account}`, {
    fix: "name a role of the account that the profile belongs to",
  });
}
