import type { Clock } from "../clock.ts";
import type { Emit } from "./events.ts";
import { waitEvent } from "./wait_event.ts";

const pause = 5_000;

/** Says every five seconds what is being waited for, until the work has ended in whatever way. @returns the work's outcome */
export async function tellWhile<T>(
  { clock, emit }: { readonly clock: Clock; readonly emit: Emit },
  what: string,
  work: Promise<T>,
): Promise<T> {
  const begin = clock.now().getTime();
  const ended = new AbortController();
  const telling = async () => {
    while (!ended.signal.aborted) {
      await clock.sleep(pause, ended.signal);
      emit(waitEvent("wait.work", { subject: what, state: "" }, clock.now().getTime() - begin));
    }
  };
  telling().catch(() => {}); // It ends by being aborted.
  try {
    return await work;
  } finally {
    ended.abort();
  }
}
