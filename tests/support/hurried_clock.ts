import { type Clock, systemClock } from "../../lib/host/clock.ts";

/**
 * The real time with pauses of a moment, for a program that runs beside others: it looks often, and its limits stay far away
 * however busy the machine is.
 *
 * @param start a moment to begin at, local time without a zone; default: now
 */
export function hurriedClock(start?: string): Clock {
  const ahead = start === undefined ? 0 : Date.parse(start) - Date.now();
  return {
    limit: (milliseconds) => systemClock.limit(milliseconds * 50),
    now: () => new Date(Date.now() + ahead),
    ticks: () => performance.now(),
    sleep: (milliseconds, signal) => systemClock.sleep(milliseconds / 50, signal),
  };
}
