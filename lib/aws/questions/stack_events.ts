import type { Aws } from "../session.ts";

/** Something that happened to one resource of a stack, or to the stack itself. */
export type StackEvent = {
  readonly id: string;
  /** UTC, ISO 8601. */
  readonly at: string;
  readonly logicalId: string;
  /** "" while there is nothing; of a nested stack its id. */
  readonly physicalId: string;
  /** For example `AWS::EC2::NatGateway`. */
  readonly type: string;
  readonly status: string;
  /** "" when the service gives none. */
  readonly reason: string;
  /** The client token of the request behind it; "" when that had none. */
  readonly token: string;
};

export const stackEventsActions = ["cloudformation:DescribeStackEvents"] as const;

/**
 * The events of a stack, newest last.
 *
 * @param stack its name, or its id when it may be deleted already
 * @param after the id of the last event that is known; only later ones are read and returned
 */
export async function stackEvents(aws: Aws, stack: string, after?: string): Promise<StackEvent[]> {
  const { paginateDescribeStackEvents } = await import("@aws-sdk/client-cloudformation");
  const newestFirst: StackEvent[] = [];
  pages: for await (
    const page of paginateDescribeStackEvents({ client: await aws.cloudformation() }, { StackName: stack })
  ) {
    for (const event of page.StackEvents ?? []) {
      if (after !== undefined && event.EventId === after) break pages;
      newestFirst.push({
        id: event.EventId ?? "",
        at: event.Timestamp?.toISOString() ?? "",
        logicalId: event.LogicalResourceId ?? "",
        physicalId: event.PhysicalResourceId ?? "",
        type: event.ResourceType ?? "",
        status: event.ResourceStatus ?? "",
        reason: event.ResourceStatusReason ?? "",
        token: event.ClientRequestToken ?? "",
      });
    }
  }
  return newestFirst.reverse();
}
