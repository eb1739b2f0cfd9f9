import { explainAwsError } from "../../aws/aws_error.ts";
import type { Found, Json, Resource, Still } from "../../aws/resource.ts";
import type { DayError } from "../../host/errors/day_error.ts";
import { stateLine } from "../../host/events/state_line.ts";
import type { Walk } from "./ensure.ts";
import { recordRemoval } from "./record_removal.ts";
import { waitUntilStill } from "./wait_until_still.ts";

/** Something that is to be removed, together with all that this takes: what its kind needs from outside is its own matter. */
export type Removal = {
  readonly kind: string;
  readonly key: string;
  readonly title: string;
  /** What a look of a moment ago found, so that it need not be repeated. */
  readonly seen?: Found<Json, Json>;
  find(): Promise<Found<Json, Json>>;
  remove(): Promise<void>;
};

/** What became of it. */
export type Outcome = {
  readonly outcome: "removed" | "absent" | "kept" | "left";
  /** Why it was kept or is left. */
  readonly why: string;
  readonly error?: DayError;
};

/** The removal of a resource that looks like this. */
export function removal<D, S extends Json, O extends Json>(
  resource: Resource<D, S, O>,
  deps: D,
  spec: NoInfer<S>,
): Removal {
  return {
    kind: resource.kind,
    key: resource.key(spec),
    title: resource.title(spec),
    find: () => resource.find(deps, spec, "exists"),
    remove: () => resource.remove(deps, spec),
  };
}

/**
 * Removes one thing and waits until it is gone. Repeatable: what is gone already is success. It is written down when nothing stands
 * there any more; a failure leaves it and is told.
 *
 * @throws the signal's reason when it is aborted
 */
export async function removeOne(walk: Walk, { kind, key, title, seen, find, remove }: Removal): Promise<Outcome> {
  try {
    const before = seen ?? await find();
    if (before.is === "foreign") return { outcome: "kept", why: before.why };
    if (before.is === "absent") {
      await recordRemoval(walk.journal, kind, key);
      return { outcome: "absent", why: "" };
    }
    walk.signal.throwIfAborted();
    const about = { subject: title, state: "being deleted" };
    walk.emit({ code: "resource.removing", level: "info", message: stateLine(about), data: about });
    await remove();
    const after: Still<Json, Json> = await waitUntilStill(walk, title, await find(), find);
    if (after.is !== "absent") return { outcome: "left", why: after.is === "ready" ? "it still exists" : after.why };
    await recordRemoval(walk.journal, kind, key);
    return { outcome: "removed", why: "" };
  } catch (error) {
    walk.signal.throwIfAborted();
    const failure = explainAwsError(error, `removing ${title}`);
    return { outcome: "left", why: failure.message, error: failure };
  }
}
