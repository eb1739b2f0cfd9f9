import { explainAwsError } from "../../aws/aws_error.ts";
import type { Still } from "../../aws/resource.ts";
import type { DayError } from "../../host/errors/day_error.ts";
import type { Json } from "../../host/json.ts";
import { stateLine } from "../../host/events/state_line.ts";
import type { Walk } from "./ensure.ts";
import type { Remembered } from "../journal/facts.ts";
import { recordRemoval } from "./record_removal.ts";
import { waitUntilStill } from "./wait_until_still.ts";
import { type Kind, kindOf } from "./wanted.ts";

/** What became of what was to be removed, in the order of removal. */
export type Removed = {
  readonly remembered: Remembered;
  readonly outcome: "removed" | "absent" | "kept" | "left";
  /** Why it was kept or is left. */
  readonly why: string;
  readonly error?: DayError;
};

/**
 * Removes what is remembered as created, the last one first, and waits until each is gone. What was only found or repaired is
 * others', and stays. One failure leaves that thing and goes on.
 *
 * Repeatable: what is gone already is success. A removal is written down when nothing stands there any more.
 */
export async function removeAll<D>(
  walk: Walk,
  kinds: readonly Kind<D>[],
  deps: D,
  remembered: readonly Remembered[],
): Promise<readonly Removed[]> {
  const removed: Removed[] = [];
  for (const each of remembered.toReversed()) removed.push(await removeOne(walk, kinds, deps, each));
  return removed;
}

async function removeOne<D>(
  walk: Walk,
  kinds: readonly Kind<D>[],
  deps: D,
  remembered: Remembered,
): Promise<Removed> {
  const { kind: name, key, origin, expected } = remembered;
  if (origin !== "created") return { remembered, outcome: "kept", why: `it was ${origin}, not created` };
  const kind = kindOf(kinds, remembered);
  if (kind === undefined) return { remembered, outcome: "left", why: `this version knows no ${name}` };
  // What of a spec that cannot be read any more is known.
  let title = `${name} ${key}`;
  try {
    title = kind.title(expected);
    const look = () => kind.find(deps, expected, "exists");
    const before = await look();
    if (before.is === "foreign") return { remembered, outcome: "kept", why: before.why };
    if (before.is !== "absent") {
      walk.signal.throwIfAborted();
      const about = { subject: title, state: "being removed" };
      walk.emit({ code: "resource.removing", level: "info", message: stateLine(about), data: about });
      await kind.remove(deps, expected);
    }
    const after: Still<Json, Json> = await waitUntilStill(walk, title, await look(), look);
    if (after.is === "absent") {
      await recordRemoval(walk.journal, name, key);
      return { remembered, outcome: before.is === "absent" ? "absent" : "removed", why: "" };
    }
    return { remembered, outcome: "left", why: after.is === "ready" ? "it still stands" : after.why };
  } catch (error) {
    walk.signal.throwIfAborted();
    const failure = explainAwsError(error, `removing ${title}`);
    return { remembered, outcome: "left", why: failure.message, error: failure };
  }
}
