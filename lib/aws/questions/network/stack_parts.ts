import type { Aws } from "../../session.ts";

/** A resource of a stack: its name in the template, its type, as in `AWS::EC2::VPC`, and what it is called in the account. */
export type StackPart = { readonly logicalId: string; readonly type: string; readonly id: string };

/** What a stack says that it consists of, whether that still stands or not; without what it has let go. */
export async function stackParts(aws: Aws, stack: string): Promise<readonly StackPart[]> {
  const { DescribeStackResourcesCommand } = await import("@aws-sdk/client-cloudformation");
  const cloudformation = await aws.cloudformation();
  const { StackResources = [] } = await cloudformation.send(new DescribeStackResourcesCommand({ StackName: stack }));
  return StackResources.filter(({ ResourceStatus }) => ResourceStatus !== "DELETE_COMPLETE").map((
    { LogicalResourceId = "", ResourceType = "", PhysicalResourceId = "" },
  ) => ({ logicalId: LogicalResourceId, type: ResourceType, id: PhysicalResourceId }));
}
