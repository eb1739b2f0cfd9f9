import { isOf, lastFact } from "../journal/facts.ts";
import type { Journal } from "../journal/journal.ts";

/** Writes down that what the run's last attempt had made is gone again. */
export async function recordRemoval(journal: Journal, kind: string, key: string): Promise<void> {
  const attempt = lastFact(journal.facts, "intent", isOf(kind, key))?.attempt ?? 0;
  await journal.record({ fact: "removed", kind, key, attempt });
}
