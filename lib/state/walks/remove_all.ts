import { explainAwsError } from "../../aws/aws_error.ts";
import type { Walk } from "./ensure.ts";
import type { Remembered } from "../journal/facts.ts";
import { type Outcome, removeOne } from "./remove_one.ts";
import { kindOf, type RemovableKind } from "./wanted.ts";

/** What became of what was to be removed, in the order of removal. */
export type Removed = Outcome & { readonly remembered: Remembered };

/**
 * Removes what is remembered as created, the last one first, and waits until each is gone. What was only found or repaired is
 * others', and stays. One failure leaves that thing and goes on.
 *
 * Repeatable: what is gone already is success. A removal is written down when nothing is there any more.
 */
export async function removeAll<D>(
  walk: Walk,
  kinds: readonly RemovableKind<D>[],
  deps: D,
  remembered: readonly Remembered[],
): Promise<readonly Removed[]> {
  const removed: Removed[] = [];
  for (const each of remembered.toReversed()) {
    removed.push({ remembered: each, ...await removeRemembered(walk, kinds, deps, each) });
  }
  return removed;
}

async function removeRemembered<D>(
  walk: Walk,
  kinds: readonly RemovableKind<D>[],
  deps: D,
  remembered: Remembered,
): Promise<Outcome> {
  const { kind: name, key, origin, expected } = remembered;
  if (origin !== "created") return { outcome: "kept", why: "it existed before the run" };
  const kind = kindOf(kinds, remembered);
  if (kind === undefined) {
    return { outcome: "left", why: `this version of the program does not know the resource kind ${name}` };
  }
  let title: string;
  try {
    title = kind.title(expected);
  } catch (error) {
    // Its spec cannot be read any more.
    const failure = explainAwsError(error, `removing ${name} ${key}`);
    return { outcome: "left", why: failure.message, error: failure };
  }
  return await removeOne(walk, {
    ...{ kind: name, key, title },
    find: () => kind.find(deps, expected, "exists"),
    remove: () => kind.remove(deps, expected),
  });
}
