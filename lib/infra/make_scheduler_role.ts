import { callerIdentity } from "../aws/questions/identity.ts";
import { schedulerRole, schedulerRoleArn, schedulerRoleSpec } from "../aws/resources/scheduler_role.ts";
import { type EnsuredObjects, ensureObjects, type ObjectOptions } from "../state/walks/ensure_objects.ts";
import { wanted } from "../state/walks/wanted.ts";
import { type InfraDeps, infraWalk } from "./infra_walk.ts";

/** What became of the role; `arn`: what it has, or would have. */
export type MadeSchedulerRole = EnsuredObjects & {
  readonly arn: string;
  readonly account: string;
  readonly region: string;
};

/** Makes the role that sends heartbeats, for every region, or puts right what differs. */
export async function makeSchedulerRole(
  deps: InfraDeps,
  name: string | undefined,
  options: ObjectOptions = {},
): Promise<MadeSchedulerRole> {
  const { account } = await callerIdentity(deps.aws);
  const spec = schedulerRoleSpec(account, name);
  const role = wanted(schedulerRole, deps, spec);
  const made = await ensureObjects(infraWalk(deps, account), [role], options);
  return { ...made, arn: made.of(role)?.out?.arn ?? schedulerRoleArn(spec), account, region: deps.aws.region };
}
