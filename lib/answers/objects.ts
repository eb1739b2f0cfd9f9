import type { EnsuredObject, EnsuredObjects } from "../state/walks/ensure_objects.ts";
import type { Json } from "../host/json.ts";
import { textTable } from "../text/table.ts";

/** Things that a task has made sure of, or would. */
export type Objects = Pick<EnsuredObjects, "objects" | "dryRun">;

/** Line by line what became of each, with the differences that were found. */
export function objectsText({ objects, dryRun }: Objects): readonly string[] {
  const said = ({ outcome, differences }: EnsuredObject) => {
    if (outcome === "unchanged") return differences.length === 0 ? outcome : "left as it is";
    return dryRun ? `would be ${outcome}` : outcome;
  };
  return textTable(
    objects.flatMap((each) => [[said(each), each.title], ...each.differences.map((words) => ["", `  ${words}`])]),
  );
}

/** The keys of the JSON document that say the same. */
export function objectsJson({ objects, dryRun }: Objects): { readonly [key: string]: Json } {
  return {
    dry_run: dryRun,
    objects: objects.map(({ kind, name, outcome }) => ({ kind, name, outcome })),
    differences: objects.flatMap(({ title, differences }) => differences.map((words) => `${title}: ${words}`)),
  };
}
