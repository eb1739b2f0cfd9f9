import { GetRoleCommand, type IAMClient } from "@aws-sdk/client-iam";
import { isAwsError } from "./aws_error.ts";

export const roleArnActions = ["iam:GetRole"] as const;

/** The ARN of the caller's account's role of this name (without path), or nothing when there is none. */
export async function roleArn(iam: IAMClient, name: string): Promise<string | undefined> {
  try {
    return (await iam.send(new GetRoleCommand({ RoleName: name }))).Role?.Arn;
  } catch (error) {
    if (isAwsError(error, "NoSuchEntity")) return undefined;
    throw error;
  }
}
