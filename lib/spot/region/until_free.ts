import { DayError } from "../../host/errors/day_error.ts";
import { poll } from "../../host/poll.ts";
import { waitEvent } from "../../host/events/wait_event.ts";
import { isGone, isInUse } from "./is_gone.ts";
import type { SpotDeps } from "./spot_deps.ts";

const pauses = [5_000, 5_000, 10_000, 15_000];

/**
 * Removes something as soon as nothing uses it any more. What is gone already is success.
 *
 * @param blockers names what uses it, for the person who has to look
 * @throws DayError DAY-SPOT-012 when it is still in use after the limit
 */
export async function untilFree(
  deps: SpotDeps,
  what: string,
  remove: () => Promise<unknown>,
  blockers: () => Promise<readonly string[]>,
): Promise<void> {
  let using: readonly string[] = [];
  const tell = (waited: number) =>
    deps.emit(
      waitEvent("wait.resource", { subject: what, state: `in use by ${using.join(", ") || "something"}` }, waited),
    );
  const done = await poll(deps, { pauses, endless: true, tell }, async (waited) => {
    try {
      await remove();
      return "gone";
    } catch (error) {
      if (isGone(error)) return "gone";
      if (!isInUse(error)) throw error;
      using = await blockers().catch(() => []);
      if (waited < deps.cleanupLimit) return undefined;
      const by = using.join(", ") || "a resource that EC2 does not report";
      throw new DayError("DAY-SPOT-012", `${what} is still in use by ${by}`, { cause: error });
    }
  });
  if (done === undefined) throw new Error("an endless poll has ended");
}
