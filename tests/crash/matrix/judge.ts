import type { Picture } from "../cell.ts";

/**
 * What became of a cell. `lost`: something is missing that an undisturbed run leaves; `duplicate`: something stands more often;
 * `orphan`: something stands that it does not leave; `failed`: it could not be brought to its end, or said nothing that helps;
 * `missed`: what was to go wrong never happened.
 */
export type Verdict = "ok" | "lost" | "duplicate" | "orphan" | "failed" | "missed";

export type Judgement = { readonly verdict: Verdict; readonly detail?: string };

/** Compares what stands with what an undisturbed run leaves. */
export function judge(actual: Picture, expected: Picture): Judgement {
  const [stands, wanted] = [thingsIn(actual), thingsIn(expected)];
  const missing = without(wanted, stands);
  const extra = without(stands, wanted);
  if (missing.length === 0 && extra.length === 0) return { verdict: "ok" };
  const known = new Set(wanted);
  const verdict = missing.length > 0 ? "lost" : extra.every((thing) => known.has(thing)) ? "duplicate" : "orphan";
  const said = [...missing.map((thing) => `- ${thing}`), ...extra.map((thing) => `+ ${thing}`)];
  return { verdict, detail: said.join("\n").slice(0, 2_000) };
}

/** Each member of each list as a line of its own. */
function thingsIn(picture: Picture): readonly string[] {
  return Object.entries(picture).flatMap(([part, value]) => {
    if (Array.isArray(value)) return value.map((each) => `${part} ${JSON.stringify(each)}`);
    return [`${part} ${JSON.stringify(value)}`];
  });
}

/** What is left of a list when each of these is taken from it once. */
function without(things: readonly string[], taken: readonly string[]): readonly string[] {
  const left = [...things];
  for (const thing of taken) {
    const index = left.indexOf(thing);
    if (index >= 0) left.splice(index, 1);
  }
  return left;
}
