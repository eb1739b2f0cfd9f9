import { explainAwsError } from "../aws/aws_error.ts";
import { refusedGrants } from "../aws/questions/iam/refused_grants.ts";
import { simulatePolicyActions } from "../aws/questions/iam/simulate_policy.ts";
import { roleArn, roleArnActions } from "../aws/questions/role_arn.ts";
import type { Aws } from "../aws/session.ts";
import type { Clock } from "../host/clock.ts";
import type { Environment } from "../host/environment.ts";
import type { Files } from "../host/files.ts";
import { isPast } from "../names/deadline.ts";
import { expiryRoleName, makeExpiryRole } from "../names/expiry_names.ts";
import type { Check } from "../preflight/check.ts";
import type { Caller } from "../preflight/identity_gate.ts";
import { fail, failLook, pass, warn } from "../preflight/verdict.ts";
import { configFolder } from "../state/config_folder.ts";
import { readStateRecords } from "../state/state_record.ts";

type Deps = { readonly aws: Aws; readonly clock: Clock; readonly files: Files; readonly environment: Environment };

const id = "iam.expiry_role";

/**
 * Whether the role that deletes clusters at their deadline can do that. An account may do without it, as long as no cluster that is known
 * here counts on it.
 */
export async function expiryCheck(deps: Deps, { account, callerArn }: Caller): Promise<Check> {
  const details = { role: expiryRoleName };
  let arn: string | undefined;
  try {
    arn = await roleArn(deps.aws, expiryRoleName);
  } catch (error) {
    return failLook(id, { error, doing: `looking for the role ${expiryRoleName}`, actions: roleArnActions }, details);
  }
  if (arn === undefined) return absent(await clustersWithDeadline(deps, account), details);
  try {
    const [, partition] = callerArn.split(":");
    const refused = await refusedGrants(deps.aws, { roleArn: arn, account, partition });
    if (refused.length === 0) return pass(id, { ...details, role_arn: arn });
    const note = `the role exists, but IAM would deny it these actions: ${refused.join(", ")}`;
    return fail(id, { ...details, refused, note }, makeExpiryRole);
  } catch (error) {
    const { message } = explainAwsError(
      error,
      `simulating the permissions of the role ${expiryRoleName}`,
      simulatePolicyActions,
    );
    const note = `the role exists, but its permissions could not be simulated: ${message}`;
    return warn(
      id,
      { ...details, note },
      `ask an administrator for the IAM permission ${simulatePolicyActions.join(", ")}`,
    );
  }
}

function absent(clusters: readonly string[], details: { readonly role: string }): Check {
  if (clusters.length === 0) {
    return pass(id, {
      ...details,
      note: "the role does not exist, so clusters cannot have a deletion deadline (--ttl)",
    }, makeExpiryRole);
  }
  const note = `the role does not exist, so AWS cannot delete ${clusters.join(", ")} at the deadline`;
  return fail(id, { ...details, clusters, note }, makeExpiryRole);
}

/** Those that stood when a run last wrote of them, and whose deadline is still to come. */
async function clustersWithDeadline({ files, environment, clock }: Deps, account: string): Promise<readonly string[]> {
  const { known } = await readStateRecords(files, configFolder(environment));
  const newest = new Map(
    known.filter(({ account_id }) => account_id === account).map((
      record,
    ) => [`${record.region} ${record.cluster_name}`, record]),
  );
  return [...newest.values()]
    .filter(({ status, deadline }) => status !== "deleted" && deadline !== "" && !isPast(deadline, clock.now()))
    .map(({ cluster_name }) => cluster_name);
}
