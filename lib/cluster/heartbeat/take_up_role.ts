import type { Identity } from "../../aws/questions/identity.ts";
import { schedulerRole, schedulerRoleArn, schedulerRoleSpec } from "../../aws/resources/scheduler_role.ts";
import { isOf, ownership } from "../../state/journal/facts.ts";
import type { KnownRun } from "../../state/journal/runs.ts";
import { claimOn } from "../../state/walks/claim.ts";
import { wanted } from "../../state/walks/wanted.ts";
import type { HeartbeatRun } from "./heartbeat_run.ts";
import type { SendingRole } from "./sending_role.ts";

/**
 * A role that an earlier run of this machine has begun to make, and was ended before it knew the role to be complete, is made in full:
 * it stands, and may lack its policy, without which no heartbeat ever arrives.
 *
 * @returns the role as it is, or to be made
 */
export async function takeUpRole(
  { deps, journal }: HeartbeatRun,
  runs: readonly KnownRun[],
  role: SendingRole,
  { account }: Identity,
): Promise<SendingRole> {
  const spec = schedulerRoleSpec(account);
  if (role.missing !== undefined || role.arn !== schedulerRoleArn(spec)) return role;
  const isRole = isOf(schedulerRole.kind, schedulerRole.key(spec));
  const facts = runs.filter(({ operation }) => operation === "setup-heartbeat")
    .flatMap((run) => ownership(run.facts)).filter((fact) => "kind" in fact && isRole(fact));
  if (claimOn(facts, schedulerRole.kind, schedulerRole.key(spec)).is !== "intended") return role;
  for (const fact of facts) await journal.record(fact);
  return { arn: role.arn, missing: wanted(schedulerRole, deps, spec) };
}
