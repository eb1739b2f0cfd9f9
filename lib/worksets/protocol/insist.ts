import { isRefusal, isThrottle } from "../../aws/aws_error.ts";
import type { Held } from "./hold.ts";
import type { ProtocolDeps } from "./protocol_deps.ts";

/** Milliseconds; a store that does not answer is asked again, never faster than this. */
const [firstPause, longestPause] = [500, 20_000];

/**
 * Does what may be done twice until it succeeds, as long as the workset is held: a store that is slow or away costs time, never a
 * verdict.
 *
 * @throws DayError WS-LCK-001 when the workset is held no more; what the store refuses for good
 */
export async function insist<T>(
  { clock, random }: Pick<ProtocolDeps, "clock" | "random">,
  held: Held,
  work: () => Promise<T>,
): Promise<T> {
  for (let pause = firstPause;; pause = Math.min(longestPause, pause * 2)) {
    held.guard();
    try {
      return await work();
    } catch (error) {
      held.lost.throwIfAborted();
      if (isRefusal(error) && !isThrottle(error)) throw error;
      if (!mayPass(error)) throw error;
    }
    await clock.sleep(pause * (0.5 + random() / 2), held.lost);
  }
}

/** Not an error of the program's own. */
function mayPass(error: unknown): boolean {
  return typeof error === "object" && error !== null &&
    ("$metadata" in error || "code" in error || (error as Error).name === "TimeoutError");
}
