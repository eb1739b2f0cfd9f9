const spellings: ReadonlyMap<string, string> = new Map([
  ["null", ""],
  ["None", ""],
  ["True", "true"],
  ["TRUE", "true"],
  ["False", "false"],
  ["FALSE", "false"],
]);

/**
 * The one spelling of nothing, true and false that the rest of the program knows. Applies to defaults and values, never
 * to actions.
 */
export function normalise(text: string): string {
  return spellings.get(text) ?? text;
}
