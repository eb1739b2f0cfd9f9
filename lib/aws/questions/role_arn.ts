import { isAwsError } from "../aws_error.ts";
import type { Aws } from "../session.ts";

export const roleArnActions = ["iam:GetRole"] as const;

/** The ARN of the caller's account's role of this name (without path), or nothing when there is none. */
export async function roleArn(aws: Aws, name: string): Promise<string | undefined> {
  const { GetRoleCommand } = await import("@aws-sdk/client-iam");
  const iam = await aws.iam();
  try {
    return (await iam.send(new GetRoleCommand({ RoleName: name }))).Role?.Arn;
  } catch (error) {
    if (isAwsError(error, "NoSuchEntity")) return undefined;
    throw error;
  }
}
