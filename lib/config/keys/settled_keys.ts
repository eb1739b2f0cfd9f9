import { type ConfigKey, keysInTable, type KeysWith, rowOf } from "./keys.ts";

/** A key whose value needs nothing from AWS. */
export type SettledKey = KeysWith<{ readonly question: { readonly turn: number } }>;

export function isSettledKey(key: ConfigKey): key is SettledKey {
  return rowOf(key).question.turn !== undefined;
}

/** The keys whose values need nothing from AWS, in the order of their questions. */
export const settledKeys: readonly SettledKey[] = keysInTable.filter(isSettledKey)
  .toSorted((a, b) => turnOf(a) - turnOf(b));

function turnOf(key: SettledKey): number {
  return rowOf(key).question.turn ?? 0;
}
