import type { Aws } from "../session.ts";
import { type StackEvent, stackEvents } from "./stack_events.ts";

/**
 * What went wrong in a stack, in the order it happened: every event of status `CREATE_FAILED`, `UPDATE_FAILED` or `DELETE_FAILED`,
 * the stack's own included. What went wrong in a nested stack stands before the event that says that it failed.
 *
 * @param stack its name, or its id when it may be deleted already
 */
export async function stackFailures(aws: Aws, stack: string): Promise<StackEvent[]> {
  return await failuresOf(aws, stack, new Set());
}

/** The same for a person, a line each. */
export async function failureLines(aws: Aws, stack: string): Promise<string[]> {
  const failures = await stackFailures(aws, stack);
  return failures.map(({ logicalId, type, reason }) => `  ${logicalId} (${type}): ${reason}`);
}

async function failuresOf(aws: Aws, stack: string, seen: Set<string>): Promise<StackEvent[]> {
  const events = await stackEvents(aws, stack);
  // The first event is the stack's own.
  seen.add(stack).add(events[0]?.physicalId ?? "");
  const failures: StackEvent[] = [];
  for (const event of events.filter(({ status }) => /^(CREATE|UPDATE|DELETE)_FAILED$/.test(status))) {
    const { type, physicalId } = event;
    const isNested = type === "AWS::CloudFormation::Stack" && physicalId.startsWith("arn:") && !seen.has(physicalId);
    if (isNested) failures.push(...await failuresOf(aws, physicalId, seen));
    failures.push(event);
  }
  return failures;
}
