import type { Clock } from "../../lib/host/clock.ts";
import { hurriedClock } from "./hurried_clock.ts";

/** A clock that only a test moves. */
export type StandingClock = Clock & { advance(milliseconds: number): void };

/**
 * A clock that stands still until somebody moves it. A sleep takes a moment of real time and none of its own, so that it does not
 * matter how long children take beside it.
 */
export function standingClock(start: string): StandingClock {
  let now = Date.parse(start);
  return {
    ...hurriedClock(),
    now: () => new Date(now),
    ticks: () => now,
    advance: (milliseconds) => void (now += milliseconds),
  };
}
