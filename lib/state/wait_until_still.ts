import type { Found } from "../aws/resource.ts";
import type { Clock } from "../host/clock.ts";
import { DayError } from "../host/day_error.ts";
import { elapsed } from "../host/elapsed.ts";
import type { Emit } from "../host/events.ts";

/** What a look can find once nothing moves any more. */
export type Still<S, O> = Exclude<Found<S, O>, { is: "moving" }>;

/** Pauses between looks in seconds; the last one repeats (decision 3.46). */
const pauses = [1, 2, 4, 8, 15, 30];
const limit = 60 * 60_000;
/** Nobody sits before a silent screen for longer than this (design guarantee 5). */
const longestSilence = 10_000;

/**
 * Looks again until a resource has stopped moving, saying at least every ten seconds what it is waiting for.
 *
 * @throws DayError DAY-AWS-004 after 60 minutes; the signal's reason when it is aborted
 */
export async function waitUntilStill<S, O>(
  { clock, emit, signal }: { readonly clock: Clock; readonly emit: Emit; readonly signal: AbortSignal },
  what: string,
  first: Found<S, O>,
  look: () => Promise<Found<S, O>>,
): Promise<Still<S, O>> {
  const begin = clock.now().getTime();
  let found = first;
  for (let turn = 0; found.is === "moving"; turn++) {
    const waited = clock.now().getTime() - begin;
    if (waited >= limit) throw new DayError("DAY-AWS-004", `${what}: ${found.why} for ${elapsed(waited)}`);
    const next = clock.now().getTime() + 1000 * (pauses[turn] ?? pauses[pauses.length - 1]);
    while (clock.now().getTime() < next) {
      const message = `${what}: ${found.why} (${elapsed(clock.now().getTime() - begin)})`;
      emit({ code: "wait.resource", level: "progress", message });
      await clock.sleep(Math.min(longestSilence, next - clock.now().getTime()), signal);
    }
    found = await look();
  }
  return found;
}
