import { isAwsError } from "../aws/aws_error.ts";
import { profileFlag } from "../aws/profile_flag.ts";
import type { AwsDeps } from "../aws/resource.ts";
import { advice, command } from "../host/errors/advice.ts";
import { DayError } from "../host/errors/day_error.ts";

/**
 * Makes sure that there is such an IAM user, before anything is made for it. Only IAM's own word counts as "no such user".
 *
 * @throws DayError DAY-INFRA-001 when there is none
 */
export async function requireUser({ aws }: Pick<AwsDeps, "aws">, user: string): Promise<void> {
  const { GetUserCommand } = await import("@aws-sdk/client-iam");
  try {
    await (await aws.iam()).send(new GetUserCommand({ UserName: user }));
  } catch (error) {
    if (!isAwsError(error, "NoSuchEntity")) throw error;
    const whose = aws.profile === "" ? "" : ` of profile ${aws.profile}`;
    throw new DayError("DAY-INFRA-001", `there is no IAM user ${user} in the account${whose}`, {
      fix: advice`name one of ${command(`aws iam list-users${profileFlag(aws.profile)}`)}`,
      cause: error,
    });
  }
}
