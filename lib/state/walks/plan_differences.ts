import type { Json } from "../../host/json.ts";
import { differences } from "./differences.ts";
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
 * Compares field by field: a list or a document differs as a whole, because a path into it says nothing to a person.
 *
 * @param labels what a person calls the fields; those without a label go by their own name
 */
export function plannedDifferences(
  wanted: Spec,
  actual: Spec,
  labels: Readonly<Record<string, string | undefined>> = {},
): readonly PlannedDifference[] {
  const fields = new Set(differences(wanted, actual).map(({ field }) => field.split(".")[0]));
  return [...fields].map((field) => {
    const [expected, there] = [wanted[field] ?? null, actual[field] ?? null];
    const label = labels[field] ?? field;
    const [said, saidThere] = [plain(expected), plain(there)];
    const words = said === undefined || saidThere === undefined
      ? `${label}: different content`
      : `${label}: ${saidThere}, wanted ${said}`;
    return { field, expected, actual: there, words };
  });
}

/** A value in words; nothing for one that is too large to be said. */
function plain(value: Json): string | undefined {
  if (value === null) return "none";
  if (Array.isArray(value)) {
    return value.every((each) => typeof each !== "object") ? value.join(", ") || "none" : undefined;
  }
  return typeof value === "object" ? undefined : String(value) || "none";
}
