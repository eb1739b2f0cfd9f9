import type { Clock } from "../../lib/host/clock.ts";

export type VirtualClock = Clock & {
  /** The pauses that were asked for, in milliseconds. */
  readonly slept: number[];
  /** Lets time pass without anybody sleeping. */
  advance(milliseconds: number): void;
};

/** A clock on which a sleep takes no time at all but the one it shows. */
export function virtualClock(start = "2026-01-02T03:04:05.000Z"): VirtualClock {
  let now = Date.parse(start);
  const slept: number[] = [];
  return {
    slept,
    now: () => new Date(now),
    advance: (milliseconds) => void (now += milliseconds),
    sleep(milliseconds, signal) {
      if (signal?.aborted) return Promise.reject(signal.reason);
      slept.push(milliseconds);
      now += milliseconds;
      // Whatever else is under way gets its turn, as it does while a real clock sleeps.
      return new Promise((resolve, reject) => setTimeout(() => signal?.aborted ? reject(signal.reason) : resolve(), 0));
    },
  };
}
