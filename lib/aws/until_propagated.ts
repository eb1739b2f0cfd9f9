import { systemClock } from "../host/clock.ts";

export type Sleep = (milliseconds: number) => Promise<void>;

/** Seconds between tries; IAM usually needs less than five. */
const pauses = [1, 2, 4, 8];

/**
 * Repeats an action that fails because a change in IAM is not visible everywhere yet. Any other failure, and the last
 * one, is thrown as it is.
 */
export async function untilPropagated<T>(
  action: () => Promise<T>,
  tooEarly: (error: unknown) => boolean,
  sleep: Sleep = systemClock.sleep,
): Promise<T> {
  for (const seconds of pauses) {
    try {
      return await action();
    } catch (error) {
      if (!tooEarly(error)) throw error;
      await sleep(seconds * 1000);
    }
  }
  return await action();
}
