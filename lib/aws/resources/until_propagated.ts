import { poll } from "../../host/poll.ts";
import type { AwsDeps } from "../resource.ts";

/** Milliseconds between tries; IAM usually needs less than five seconds. */
const pauses = [1_000, 2_000, 4_000, 8_000];

/**
 * Repeats an action that fails because a change in IAM is not visible everywhere yet. Any other failure, and the last
 * one, is thrown as it is.
 */
export async function untilPropagated<T>(
  deps: Pick<AwsDeps, "clock" | "signal">,
  action: () => Promise<T>,
  tooEarly: (error: unknown) => boolean,
): Promise<T> {
  let tries = 0;
  const done = await poll(deps, { pauses }, async () => {
    try {
      return { result: await action() };
    } catch (error) {
      if (!tooEarly(error) || tries++ === pauses.length) throw error;
      return undefined;
    }
  });
  if (done === undefined) throw new Error("the last try ends the poll");
  return done.result;
}
