import { explainAwsError } from "../aws/aws_error.ts";
import { callerIdentity } from "../aws/questions/identity.ts";
import { refusedGrants } from "../aws/questions/iam/refused_grants.ts";
import { simulatePolicyActions } from "../aws/questions/iam/simulate_policy.ts";
import type { AwsDeps } from "../aws/resource.ts";
import { expiryRole, expiryRoleSpec } from "../aws/resources/expiry_role.ts";
import { DayError } from "../host/errors/day_error.ts";
import { poll } from "../host/poll.ts";
import { type EnsuredObjects, ensureObjects, type ObjectOptions } from "../state/walks/ensure_objects.ts";
import { wanted } from "../state/walks/wanted.ts";
import { type InfraDeps, infraWalk } from "./infra_walk.ts";

/** Milliseconds between trials: IAM makes a new policy known a moment later. */
const pauses = [1_000, 2_000, 4_000, 8_000];

/**
 * Makes the role that deletes clusters at their deadline, or puts right what differs, and tries out in IAM whether it may do what
 * it has to. A repetition changes nothing; a run that was cut off is gone on with by the next one.
 *
 * @returns what became of the role; `error` when IAM would not let it do all that a deletion takes
 */
export async function makeExpiryRole(
  deps: InfraDeps,
  options: ObjectOptions = {},
): Promise<EnsuredObjects> {
  const { account, arn } = await callerIdentity(deps.aws);
  const [, partition] = arn.split(":");
  const spec = expiryRoleSpec(account, partition);
  const role = wanted(expiryRole, deps, spec);
  const made = await ensureObjects(infraWalk(deps, account), [role], options);
  if (made.dryRun || made.error !== undefined) return made;
  try {
    const refused = await refusedOf(deps, { roleArn: made.of(role)?.out?.arn ?? "", account, partition });
    if (refused.length === 0) return made;
    const message = `the role ${spec.name} exists, but IAM would deny it these actions: ${refused.join(", ")}`;
    return { ...made, error: new DayError("DAY-TTL-004", message) };
  } catch (error) {
    deps.signal.throwIfAborted();
    const { message } = explainAwsError(
      error,
      `simulating the permissions of the role ${spec.name}`,
      simulatePolicyActions,
    );
    const untried = `the role exists, but its permissions could not be simulated: ${message}`;
    return { ...made, warnings: [...made.warnings, { id: "expiry_role.untried", step: role.title, message: untried }] };
  }
}

async function refusedOf(
  deps: AwsDeps,
  role: { readonly roleArn: string; readonly account: string; readonly partition: string },
): Promise<readonly string[]> {
  let refused: readonly string[] = [];
  await poll(deps, { pauses }, async () => {
    refused = await refusedGrants(deps.aws, role);
    return refused.length === 0 ? true : undefined;
  });
  return refused;
}
