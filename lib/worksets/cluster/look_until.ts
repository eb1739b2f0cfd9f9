import type { Held } from "../protocol/hold.ts";
import { endOf, mayGoOn } from "../steps/interrupt.ts";
import type { WorkDeps } from "../steps/work_deps.ts";

/** Before each further look at a cluster (ms); the last one repeats. */
const pauses = [5_000, 10_000, 20_000, 30_000];

/**
 * Looks again and again until there is an answer, and no longer than the work may go on.
 *
 * @param look nothing: not yet
 * @throws what `mayGoOn` throws
 */
export async function lookUntil<T>(
  deps: Pick<WorkDeps, "clock" | "stopping">,
  held: Held,
  look: () => Promise<T | undefined>,
): Promise<T> {
  for (let turn = 0;; turn++) {
    mayGoOn(deps, held);
    const seen = await look();
    if (seen !== undefined) return seen;
    const pause = pauses[Math.min(turn, pauses.length - 1)];
    await deps.clock.sleep(pause, endOf(deps, held)).catch(() => {});
  }
}
