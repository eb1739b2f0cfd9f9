import type { Found, Still } from "../../aws/resource.ts";
import type { Clock } from "../../host/clock.ts";
import { DayError } from "../../host/errors/day_error.ts";
import { elapsed } from "../../host/events/elapsed.ts";
import type { Emit } from "../../host/events/events.ts";
import { poll } from "../../host/poll.ts";
import { waitEvent } from "../../host/events/wait_event.ts";

/** Pauses between looks in milliseconds; the last one repeats. */
const pauses = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000];
const limit = 60 * 60_000;

/**
 * Looks again until a resource has stopped moving, saying at least every ten seconds what it is waiting for.
 *
 * @param what the resource's title
 * @throws DayError DAY-AWS-004 after 60 minutes; the signal's reason when it is aborted
 */
export async function waitUntilStill<S, O>(
  deps: { readonly clock: Clock; readonly emit: Emit; readonly signal: AbortSignal },
  what: string,
  first: Found<S, O>,
  look: () => Promise<Found<S, O>>,
): Promise<Still<S, O>> {
  let found: Found<S, O> | undefined = first;
  let why = "";
  const tell = (waited: number) => deps.emit(waitEvent("wait.resource", { subject: what, state: why }, waited));
  const still = await poll(deps, { pauses, endless: true, tell }, async (waited): Promise<Still<S, O> | undefined> => {
    const seen = found ?? await look();
    found = undefined;
    if (seen.is !== "moving") return seen;
    ({ why } = seen);
    if (waited >= limit) throw new DayError("DAY-AWS-004", `${what}: ${why} for ${elapsed(waited)}`);
    return undefined;
  });
  if (still === undefined) throw new Error("an endless poll has ended");
  return still;
}
