import { type CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { isAwsError } from "./aws_error.ts";

export const stackStatusActions = ["cloudformation:DescribeStacks"] as const;

/** The status of a stack, for example `CREATE_COMPLETE`, or nothing when there is no stack of that name. */
export async function stackStatus(cloudformation: CloudFormationClient, name: string): Promise<string | undefined> {
  try {
    const { Stacks } = await cloudformation.send(new DescribeStacksCommand({ StackName: name }));
    return Stacks?.[0]?.StackStatus;
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

/** The service has no error of its own for an unknown stack. */
function isAbsence(error: unknown): boolean {
  return isAwsError(error, "ValidationError") && String((error as Error).message).includes("does not exist");
}
