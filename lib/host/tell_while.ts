import type { Clock } from "./clock.ts";
import { elapsed } from "./elapsed.ts";
import type { Emit } from "./events.ts";

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
      const message = `${what} (${elapsed(clock.now().getTime() - begin)})`;
      emit({ code: "wait.work", level: "progress", message });
    }
  };
  telling().catch(() => {}); // It ends by being aborted.
  try {
    return await work;
  } finally {
    ended.abort();
  }
}
