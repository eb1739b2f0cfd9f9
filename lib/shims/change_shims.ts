import { dirname, join } from "node:path";
import { DayError } from "../host/errors/day_error.ts";
import { reasonOf } from "../host/errors/reason_of.ts";
import type { LegacyName } from "./legacy_names.ts";
import { listShims, type Outcome, type ShimsDone } from "./shim_entry.ts";
import { type ShimDeps, type Standing, standingOf } from "./standing.ts";

/** What is to be done with one name. */
export type Change =
  | { readonly outcome: Outcome; readonly apply: () => Promise<void> }
  /** Why nothing may be done with it as it stands. */
  | { readonly refused: string };

export const unchanged: Change = { outcome: "unchanged", apply: async () => {} };

export type ChangeOptions = {
  /** Only says what would be done. */
  readonly dryRun: boolean;
};

/**
 * Finds out for all names what is to be done, and only then does it, one after the other. One that is refused stops all, before
 * anything is changed; one that fails ends the rest, and what is done already is told.
 */
export async function changeShims(
  deps: ShimDeps,
  folder: string,
  rows: readonly LegacyName[],
  { dryRun }: ChangeOptions,
  changeOf: (row: LegacyName, standing: Standing) => Promise<Change>,
): Promise<ShimsDone> {
  const changes = await Promise.all(rows.map(async (row): Promise<Change> => {
    try {
      return await changeOf(row, await standingOf(deps, folder, row));
    } catch (error) {
      return { refused: `${join(folder, row.name)}: ${reasonOf(error)}` };
    }
  }));
  const refused = changes.flatMap((change) => "refused" in change ? [change.refused] : []);
  if (refused.length > 0) throw new DayError("DAY-SHIM-001", refused.join("\n"));
  const outcomes = new Map<string, Outcome>();
  let error: DayError | undefined;
  for (const [at, change] of changes.entries()) {
    if ("refused" in change) continue;
    try {
      if (!dryRun) await change.apply();
      outcomes.set(rows[at].name, change.outcome);
    } catch (cause) {
      error = new DayError("DAY-SHIM-002", `${join(folder, rows[at].name)}: ${reasonOf(cause)}`, { cause });
      break;
    }
  }
  const shims = (await listShims(deps, folder, rows)).map((entry) => {
    return { ...entry, outcome: outcomes.get(entry.name) ?? "unchanged" };
  });
  return { shims, error };
}

/** Why nothing can be written at this path below the folder: something that is no folder stands in the way. */
export async function obstacle(
  { files, folders }: ShimDeps,
  folder: string,
  path: string,
): Promise<string | undefined> {
  for (let parent = dirname(path); parent.length > folder.length; parent = dirname(parent)) {
    const [entry, stat] = [await folders.entry(parent), await files.stat(parent)];
    if (entry?.is === "link" && stat === undefined) return `${parent} is a broken link`;
    if (entry?.is === "other" || stat?.isFile === true) return `${parent} is not a folder`;
  }
}
