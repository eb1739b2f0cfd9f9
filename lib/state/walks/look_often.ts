import type { Found } from "../../aws/resource.ts";
import type { Clock } from "../../host/clock.ts";
import { poll } from "../../host/poll.ts";

/** Pauses between looks for something that was just written, in milliseconds. */
const pauses = [500, 1_000, 2_000, 4_000, 8_000];

/** IAM may need some seconds to show what it has accepted: looks again while nothing is there. */
export async function lookOften<S, O>(
  deps: { readonly clock: Clock; readonly signal: AbortSignal },
  look: () => Promise<Found<S, O>>,
): Promise<Found<S, O>> {
  const found = await poll(deps, { pauses }, async () => {
    const found = await look();
    return found.is === "absent" ? undefined : found;
  });
  return found ?? { is: "absent" };
}
