import { isAwsError } from "../aws_error.ts";
import type { Aws } from "../session.ts";

export const stackStatusActions = ["cloudformation:DescribeStacks"] as const;

/** A stack by its ARN, its status, for example `CREATE_COMPLETE`, and its tags. */
export type StackState = { readonly id: string; readonly status: string; readonly tags: ReadonlyMap<string, string> };

/** The status alone. */
export async function stackStatus(aws: Aws, name: string): Promise<string | undefined> {
  return (await stackState(aws, name))?.status;
}

/** Nothing when there is no stack of that name. */
export async function stackState(aws: Aws, name: string): Promise<StackState | undefined> {
  const { DescribeStacksCommand } = await import("@aws-sdk/client-cloudformation");
  const cloudformation = await aws.cloudformation();
  try {
    const { Stacks } = await cloudformation.send(new DescribeStacksCommand({ StackName: name }));
    const [stack] = Stacks ?? [];
    if (stack?.StackStatus === undefined) return undefined;
    const tags = new Map((stack.Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value]));
    return { id: stack.StackId ?? "", status: stack.StackStatus, tags };
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

/** The service has no error of its own for an unknown stack. */
function isAbsence(error: unknown): boolean {
  return isAwsError(error, "ValidationError") && String((error as Error).message).includes("does not exist");
}
