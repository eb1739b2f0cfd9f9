import type { Aws } from "./session.ts";
import { type StackEvent, stackEvents } from "./stack_events.ts";

/**
 * What went wrong in a stack, in the order it happened: every event of status `CREATE_FAILED`, `UPDATE_FAILED` or
 * `DELETE_FAILED`, the stack's own included.
 *
 * @param stack its name, or its id when it may be deleted already
 * @see spec/init-cloudstack.md section 7
 */
export async function stackFailures(aws: Aws, stack: string): Promise<StackEvent[]> {
  const events = await stackEvents(aws, stack);
  return events.filter(({ status }) => /^(CREATE|UPDATE|DELETE)_FAILED$/.test(status));
}
