import { explainAwsError } from "../aws/aws_error.ts";
import { callerIdentity, type Identity, identityActions } from "../aws/questions/identity.ts";
import type { SpotTaskDeps } from "./spot_task_deps.ts";

/**
 * Who calls, before anything else is asked.
 *
 * @throws DayError such as DAY-CRED-001, which says how to log in again, or DAY-NET-001
 */
export async function whoCalls({ aws }: Pick<SpotTaskDeps, "aws">): Promise<Identity> {
  try {
    return await callerIdentity(aws);
  } catch (error) {
    throw explainAwsError(error, "asking whose credentials these are", identityActions, aws.profile);
  }
}
