import { ttlMilliseconds } from "./ttl.ts";

const hour = 3_600_000;

/** A moment as deadlines are written: ISO 8601 in UTC, whole seconds, as in `2026-02-11T14:37:22Z`. */
export function moment(date: Date): string {
  return date.toISOString().replace(/\.\d{3}Z$/, "Z");
}

/** When a cluster ends that has this long to live; never earlier than was asked for. */
export function deadlineAfter(now: Date, ttl: string): string {
  const length = ttlMilliseconds(ttl);
  if (length === undefined) throw new Error(`${ttl} is no time to live`);
  return moment(new Date(Math.ceil((now.getTime() + length) / 1_000) * 1_000));
}

/** @param deadline "" for none, which never passes */
export function isPast(deadline: string, now: Date): boolean {
  return deadline !== "" && Date.parse(deadline) <= now.getTime();
}

/** The mail that warns, one hour before. */
export function warningAt(deadline: string): string {
  return moment(new Date(Date.parse(deadline) - hour));
}

/** The mail that tells that it is over, two hours after; the heartbeat ends with it. */
export function checkAt(deadline: string): string {
  return moment(new Date(Date.parse(deadline) + 2 * hour));
}

/** When the deletion is given up that is tried from the deadline on. */
export function lastTryAt(deadline: string): string {
  return moment(new Date(Date.parse(deadline) + 24 * hour));
}
