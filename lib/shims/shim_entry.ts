import { join } from "node:path";
import type { DayError } from "../host/errors/day_error.ts";
import type { LegacyName } from "./legacy_names.ts";
import { type ShimDeps, type Standing, standingOf } from "./standing.ts";

export type Outcome = "created" | "updated" | "unchanged" | "restored" | "removed";

/** One name, as it is told of. */
export type ShimEntry = {
  readonly name: string;
  /** The task that does its job, with the words that stand behind it. */
  readonly task: string;
  readonly path: string;
  /** What stands there: a shim, one that was changed by hand, a script of somebody's, nothing. */
  readonly state: "shim" | "changed" | "script" | "absent";
  /** Where the script is kept that the shim replaces; null when there is none. */
  readonly original: string | null;
  /** What has been done, or would be. */
  readonly outcome?: Outcome;
};

/** What an installation or a removal has done. */
export type ShimsDone = { readonly shims: readonly ShimEntry[]; readonly error?: DayError };

/** What stands under these names. */
export async function listShims(
  deps: ShimDeps,
  folder: string,
  rows: readonly LegacyName[],
): Promise<readonly ShimEntry[]> {
  return await Promise.all(rows.map(async (row) => entryOf(folder, row, await standingOf(deps, folder, row))));
}

function entryOf(folder: string, { name, task }: LegacyName, standing: Standing): ShimEntry {
  const original = "original" in standing && standing.original !== undefined ? join(folder, standing.original) : null;
  const state = standing.is === "other" ? "script" : standing.is;
  return { name, task: task.join(" "), path: join(folder, name), state, original };
}
