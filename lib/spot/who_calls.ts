import { isAwsError, isBadCredentials } from "../aws/aws_error.ts";
import { callerIdentity, type Identity } from "../aws/questions/identity.ts";
import { advice, command } from "../host/errors/advice.ts";
import { DayError } from "../host/errors/day_error.ts";
import { reasonOf } from "../host/errors/reason_of.ts";
import { shellWord } from "../text/shell_word.ts";
import type { SpotTaskDeps } from "./spot_task_deps.ts";

/**
 * Who calls, before anything else is asked.
 *
 * @throws DayError DAY-CRED-001 that says how to log in again
 */
export async function whoCalls({ aws }: Pick<SpotTaskDeps, "aws">): Promise<Identity> {
  try {
    return await callerIdentity(aws);
  } catch (error) {
    if (!isBadCredentials(error)) throw error;
    const login = command(`aws sso login --profile ${shellWord(aws.profile)}`);
    const source = `profile ${aws.profile}`;
    const isExpired = isAwsError(error, "ExpiredToken", "RequestExpired", "TokenProviderError");
    const what = isExpired ? "have expired" : "are not accepted";
    throw new DayError("DAY-CRED-001", `the credentials of ${source} ${what}: ${reasonOf(error)}`, {
      cause: error,
      fix: advice`log in with ${login}, or set them up with aws configure, then run again`,
    });
  }
}
