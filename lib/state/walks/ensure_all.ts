import { explainAwsError } from "../../aws/aws_error.ts";
import type { Found, Json } from "../../aws/resource.ts";
import type { DayError } from "../../host/errors/day_error.ts";
import type { Ensured, Walk } from "./ensure.ts";
import type { Warning } from "../journal/facts.ts";
import type { EntryOptions, Wanted } from "./wanted.ts";

export type EnsureAllOptions = Pick<EntryOptions, "existing" | "readBack"> & {
  /** Tells what did not stop the walk. */
  readonly warn: (warning: Warning) => Promise<void>;
  /** What a look of a moment ago found, where there was one; else what the entry itself has seen. */
  readonly seen?: (wanted: Wanted) => Found<Json, Json> | undefined;
  /** Hears of each entry as soon as it stands. */
  readonly done?: (wanted: Wanted, ensured: Ensured<Json>) => void;
};

/** What became of a list. */
export type Walked = {
  /** What stands now of an entry; nothing of one that failed, or was not needed. */
  readonly of: <O extends Json>(wanted: Wanted<O>) => Ensured<O> | undefined;
  /** What does not, of entries whose failure did not stop the walk. */
  readonly failed: readonly { readonly wanted: Wanted; readonly error: DayError }[];
};

/**
 * Ensures everything in a list, one entry after another: a later one may need an earlier one.
 *
 * @throws the error of an entry whose failure stops the walk; the reason of an interruption
 */
export async function ensureAll(
  walk: Walk,
  list: readonly Wanted[],
  { warn, seen, done, ...options }: EnsureAllOptions,
): Promise<Walked> {
  const ensured = new Map<Wanted, Ensured<Json>>();
  const failed: { wanted: Wanted; error: DayError }[] = [];
  for (const wanted of list) {
    if (wanted.onlyWith !== undefined && ensured.get(wanted.onlyWith)?.origin !== "created") continue;
    try {
      const one = await wanted.ensure(walk, { ...options, seen: seen?.(wanted) ?? wanted.seen });
      ensured.set(wanted, one);
      done?.(wanted, one);
    } catch (error) {
      walk.signal.throwIfAborted();
      if (wanted.onFailure === "stop") throw error;
      const failure = explainAwsError(error, `making the ${wanted.title}`);
      failed.push({ wanted, error: failure });
      if (wanted.onFailure === "collect") continue;
      const { warn: warning, words = (reason: string) => reason } = wanted.onFailure;
      await warn({ ...warning, message: words(failure.message) });
    }
  }
  // An entry gets out what it put in.
  return { of: <O extends Json>(wanted: Wanted<O>) => ensured.get(wanted) as Ensured<O> | undefined, failed };
}
