import { isUnfinished, lastFact } from "../../state/journal/facts.ts";
import type { KnownRun } from "../../state/journal/runs.ts";

/** Whether there is something to go on with: an unfinished creation, or a deletion that did not come to its end. */
export function isOpenRun({ operation, facts }: Pick<KnownRun, "operation" | "facts">): boolean {
  if (operation !== "delete") return isUnfinished(facts);
  return lastFact(facts, "superseded") === undefined && lastFact(facts, "end")?.status !== "deleted";
}
