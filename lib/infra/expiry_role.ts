import { clusterTag } from "../aws/pcluster/cluster_tag.ts";
import { explainAwsError } from "../aws/aws_error.ts";
import { callerIdentity } from "../aws/questions/identity.ts";
import { refusedActions, simulatePolicyActions } from "../aws/questions/iam/simulate_policy.ts";
import type { AwsDeps } from "../aws/resource.ts";
import { type ExpiryGrant, expiryGrants, expiryRole, expiryRoleSpec } from "../aws/resources/expiry_role.ts";
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
 * @see decisions 3.51b and 3.63
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
    const grants = expiryGrants(account, partition);
    const refused = await refusedOf(deps, made.of(role)?.out?.arn ?? "", grants);
    if (refused.length === 0) return made;
    const message = `the role ${spec.name} stands, and IAM would refuse it: ${refused.join(", ")}`;
    return { ...made, error: new DayError("DAY-TTL-004", message) };
  } catch (error) {
    deps.signal.throwIfAborted();
    const { message } = explainAwsError(error, `trying out the role ${spec.name}`, simulatePolicyActions);
    const untried = `the role stands, but could not be tried out: ${message}`;
    return { ...made, warnings: [...made.warnings, { id: "expiry_role.untried", step: role.title, message: untried }] };
  }
}

async function refusedOf(
  deps: AwsDeps,
  roleArn: string,
  grants: readonly ExpiryGrant[],
): Promise<readonly string[]> {
  let refused: readonly string[] = [];
  await poll(deps, { pauses }, async () => {
    const answers = await Promise.all(grants.map((grant) => refusedActions(deps.aws, roleArn, trialOf(deps, grant))));
    refused = answers.flat();
    return refused.length === 0 ? true : undefined;
  });
  return refused;
}

/** One thing that stands for all of a grant, asked for as a deletion asks for it. */
function trialOf({ aws: { region } }: AwsDeps, { actions, resources: [form], when }: ExpiryGrant) {
  const resource = form === "*" ? form : form.replace(":*:", `:${region}:`).replaceAll("*", "x");
  const called = { "aws:CalledVia": ["cloudformation.amazonaws.com"] };
  return { actions, resource, context: when === "called" ? called : { [`aws:ResourceTag/${clusterTag}`]: "x" } };
}
