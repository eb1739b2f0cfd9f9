import { basename, resolve } from "node:path";
import { DayError } from "../host/errors/day_error.ts";
import { didYouMean } from "../text/did_you_mean.ts";
import { type LegacyName, legacyNames } from "./legacy_names.ts";

/**
 * The rows that are meant, in the order of the table: all of `unnamed` when no name is given. A name may be typed with its folder, as a
 * shell completes it; the name of a task means all scripts that it replaces.
 *
 * @param folder of the scripts
 * @param here the folder that a person is in
 * @throws DayError DAY-USE-001 for names that are not in the table
 */
export function chooseNames(
  given: readonly string[],
  folder: string,
  here: string,
  unnamed: readonly LegacyName[] = legacyNames,
): readonly LegacyName[] {
  const isMeant = ({ name, task }: LegacyName, word: string) =>
    word === name || word === task[0] || word === basename(name) || resolve(here, word) === resolve(folder, name);
  const unknown = given.filter((word) => !legacyNames.some((row) => isMeant(row, word)));
  if (unknown.length > 0) {
    const known = legacyNames.map(({ name }) => basename(name));
    const near = unknown.flatMap((word) => didYouMean(basename(word), known) ?? []);
    throw new DayError("DAY-USE-001", `dayctl has no replacement for the script ${unknown.join(", ")}`, {
      fix: near.length > 0 ? near.join("; ") : `the names are ${known.join(", ")}`,
    });
  }
  return given.length === 0 ? unnamed : legacyNames.filter((row) => given.some((word) => isMeant(row, word)));
}
