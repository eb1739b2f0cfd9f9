import { isAwsError } from "./aws_error.ts";
import type { Aws } from "./session.ts";

export const stackStatusActions = ["cloudformation:DescribeStacks"] as const;

/** The status of a stack, for example `CREATE_COMPLETE`, or nothing when there is no stack of that name. */
export async function stackStatus(aws: Aws, name: string): Promise<string | undefined> {
  const { DescribeStacksCommand } = await import("@aws-sdk/client-cloudformation");
  const cloudformation = await aws.cloudformation();
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
