import { fitsAction } from "../../emulator/wildcards.ts";

type Texts = string | readonly string[];

/** As much of a statement as is judged. */
export type Statement = {
  readonly Effect: string;
  readonly Action?: Texts;
  readonly NotAction?: Texts;
};

/** `denied`: a statement says so; `unnamed`: none speaks of it. */
export type Verdict = "allowed" | "denied" | "unnamed";

/**
 * What statements say of an action. A denial wins over everything. Resources and conditions are not looked at: a statement that
 * names some speaks of the action all the same.
 */
export function verdict(statements: readonly Statement[], action: string): Verdict {
  const effects = new Set(statements.filter((one) => speaksOf(one, action)).map(({ Effect }) => Effect));
  if (effects.has("Deny")) return "denied";
  return effects.has("Allow") ? "allowed" : "unnamed";
}

function speaksOf({ Action, NotAction }: Statement, action: string): boolean {
  const named = (patterns: Texts) => [patterns].flat().some((pattern) => fitsAction(pattern, action));
  if (NotAction !== undefined) return !named(NotAction);
  return Action !== undefined && named(Action);
}
