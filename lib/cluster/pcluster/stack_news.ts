import type { Aws } from "../../aws/session.ts";
import { type StackEvent, stackEvents } from "../../aws/questions/stack_events.ts";

/** Tells at each call what happened in a stack since the call before. */
export function stackNews(aws: Aws, stack: string): () => Promise<readonly StackEvent[]> {
  let last: string | undefined;
  return async () => {
    const events = await stackEvents(aws, stack, last);
    last = events.at(-1)?.id ?? last;
    return events;
  };
}
