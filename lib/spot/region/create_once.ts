import { isDefiniteRefusal, isThrottle } from "../../aws/aws_error.ts";
import type { Clock } from "../../host/clock.ts";

type Deps = { readonly clock: Clock; readonly signal: AbortSignal; readonly random: () => number };

const attempts = 8;
const longestPause = 20_000;

/**
 * Sends a request that makes something and that EC2 would obey twice: no client token protects it. It is sent again when EC2 asks for
 * patience, and after a lost answer only when nothing of it is to be seen.
 *
 * @param send sends once; the client does not repeat it
 * @param look finds what an earlier attempt has made
 */
export async function createOnce<T>(
  { clock, signal, random }: Deps,
  send: () => Promise<T>,
  look: () => Promise<T | undefined>,
): Promise<T> {
  for (let attempt = 1;; attempt++) {
    signal.throwIfAborted();
    try {
      return await send();
    } catch (error) {
      signal.throwIfAborted();
      const isRefused = isDefiniteRefusal(error) && !isThrottle(error);
      if (isRefused || attempt >= attempts) throw error;
      await clock.sleep(pauseAfter(attempt, random), signal);
      const made = isThrottle(error) ? undefined : await look();
      if (made !== undefined) return made;
    }
  }
}

/** Full jitter, in milliseconds. */
function pauseAfter(attempt: number, random: () => number): number {
  return random() * Math.min(longestPause, 500 * 2 ** attempt);
}
