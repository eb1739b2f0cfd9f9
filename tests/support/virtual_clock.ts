import type { Clock } from "../../lib/host/clock.ts";

export type VirtualClock = Clock & {
  /** The pauses that were asked for, in milliseconds. */
  readonly slept: number[];
  /** Lets time pass without anybody sleeping; only that reaches a limit, because sleeps here take no time to do anything in. */
  advance(milliseconds: number): void;
};

/** A clock on which a sleep takes no time at all but the one it shows. */
export function virtualClock(start = "2026-01-02T03:04:05.000Z"): VirtualClock {
  let now = Date.parse(start);
  const slept: number[] = [];
  const limits: { readonly at: number; readonly over: AbortController }[] = [];
  return {
    slept,
    now: () => new Date(now),
    ticks: () => now,
    advance(milliseconds) {
      now += milliseconds;
      for (const { at, over } of limits) if (at <= now) over.abort(new DOMException("the time is up", "TimeoutError"));
    },
    limit(milliseconds) {
      const over = new AbortController();
      limits.push({ at: now + milliseconds, over });
      return over.signal;
    },
    sleep(milliseconds, signal) {
      if (signal?.aborted) return Promise.reject(signal.reason);
      slept.push(milliseconds);
      now += milliseconds;
      // Whatever else is under way gets its turn, as it does while a real clock sleeps.
      return new Promise((resolve, reject) => setTimeout(() => signal?.aborted ? reject(signal.reason) : resolve(), 0));
    },
  };
}
