import type { Json } from "../../host/json.ts";
import { type Difference, differences } from "./differences.ts";
import type { Spec } from "./wanted.ts";

/** Where something that exists is not as this run would make it. */
export type PlannedDifference = {
  readonly field: string;
  readonly expected: Json;
  readonly actual: Json;
  /** For a person, for example `amount: 300, wanted 200`. */
  readonly words: string;
};

/**
 * Compares field by field. A list of texts or numbers differs by its members, a document as a whole, because a path into it says nothing
 * to a person.
 *
 * @param labels what a person calls the fields; those without a label go by their own name
 */
export function plannedDifferences(
  wanted: Spec,
  actual: Spec,
  labels: Readonly<Record<string, string | undefined>> = {},
): readonly PlannedDifference[] {
  const all = differences(wanted, actual);
  const fields = new Set(all.map(({ field }) => field.split(".")[0]));
  return [...fields].map((field) => {
    const [expected, there] = [wanted[field] ?? null, actual[field] ?? null];
    const label = labels[field] ?? field;
    const own = all.filter((each) => each.field === field);
    return { field, expected, actual: there, words: `${label}: ${members(own) ?? values(expected, there)}` };
  });
}

/** The members of a list that only one side has; nothing for what is no list. */
function members(own: readonly Difference[]): string | undefined {
  const those = (wanted: Difference["status"]) =>
    own.filter(({ status }) => status === wanted).map(({ expected, actual }) => String(expected ?? actual));
  const [missing, unexpected] = [those("missing"), those("unexpected")];
  if (missing.length + unexpected.length === 0) return undefined;
  return [
    ...missing.length === 0 ? [] : [`${missing.join(", ")} missing`],
    ...unexpected.length === 0 ? [] : [`${unexpected.join(", ")} unexpected`],
  ].join(", ");
}

function values(expected: Json, there: Json): string {
  const [said, saidThere] = [plain(expected), plain(there)];
  return said === undefined || saidThere === undefined ? "different content" : `${saidThere}, wanted ${said}`;
}

/** A value in words; nothing for one that is too large to be said. */
function plain(value: Json): string | undefined {
  if (value === null) return "none";
  if (Array.isArray(value) && value.every((each) => typeof each !== "object")) return value.join(", ") || "none";
  return typeof value === "object" ? undefined : String(value) || "none";
}
