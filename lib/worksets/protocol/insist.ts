import { isExpired, isRefusal, isThrottle, isUnreachable } from "../../aws/aws_error.ts";
import { DayError } from "../../host/errors/day_error.ts";
import type { Held } from "./hold.ts";
import type { ProtocolDeps } from "./protocol_deps.ts";

/** Milliseconds; a store that does not answer is asked again, never faster than this. */
const [firstPause, longestPause] = [500, 20_000];

/**
 * Does what may be done twice until it succeeds, as long as the workset is held: a store that is slow or away and credentials that have
 * expired cost time, never a verdict.
 *
 * @param waits told of each failure that is waited out
 * @throws DayError WS-LCK-001 when the workset is held no more; what the store refuses for good
 */
export async function insist<T>(
  { clock, random }: Pick<ProtocolDeps, "clock" | "random">,
  held: Held,
  work: () => Promise<T>,
  waits: (error: unknown) => void = () => {},
): Promise<T> {
  for (let pause = firstPause;; pause = Math.min(longestPause, pause * 2)) {
    held.guard();
    try {
      return await work();
    } catch (error) {
      held.lost.throwIfAborted();
      if (!mayPass(error)) throw error;
      waits(error);
    }
    await clock.sleep(pause * (0.5 + random() / 2), held.lost);
  }
}

/** Not an error of the program's own, nor one of this host's disk. */
function mayPass(error: unknown): boolean {
  if (error instanceof DayError) return false;
  if (isThrottle(error) || isExpired(error) || isUnreachable(error)) return true;
  return typeof error === "object" && error !== null && "$metadata" in error && !isRefusal(error);
}
