import type { StackEvent } from "../../aws/questions/stack_events.ts";
import type { Emit } from "../../host/events/events.ts";
import { waitEvent } from "../../host/events/wait_event.ts";

export type TellDeps = {
  readonly emit: Emit;
  /** What happened in the stack since the last call, newest last. */
  readonly news: () => Promise<readonly StackEvent[]>;
};

/** Every look is one line of progress with the last thing that happened; failures stay on the screen. */
export async function tellWatch(
  { news, emit }: TellDeps,
  cluster: string,
  state: string,
  waited: number,
): Promise<void> {
  const events = await orNothing(news);
  for (const { logicalId, status, reason } of events) {
    const level = status.endsWith("_FAILED") ? "warn" : "debug";
    const message = `${logicalId}: ${status}${reason === "" ? "" : ` (${reason})`}`;
    emit({ code: "watch.event", level, message });
  }
  const last = events.at(-1);
  const latest = last === undefined ? "" : `, ${last.logicalId} ${last.status}`;
  emit(waitEvent("wait.cluster", { subject: `cluster ${cluster}`, state: `${state}${latest}` }, waited));
}

/** News are a courtesy: that they cannot be had does not stop the watch. */
async function orNothing<T>(ask: () => Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await ask();
  } catch {
    return [];
  }
}
