import { isList, isMap, type Json } from "../host/json.ts";

/** What two runs call differently although it is the same: a name of each, in the same order. */
export type Names = readonly string[];

/**
 * The actual value in the words of the expected one, wherever they mean the same: names, times and ids count as placeholders. What
 * still differs is left as it is, so that a difference shows what stands there.
 */
export function aligned(
  expected: Json,
  actual: Json,
  names: { readonly expected: Names; readonly actual: Names },
): Json {
  const isSame = (one: Json, other: Json) =>
    one === other || typeof one === "string" && typeof other === "string" &&
      withPlaceholders(one, names.expected) === withPlaceholders(other, names.actual);
  const align = (one: Json, other: Json): Json => {
    if (isSame(one, other)) return one;
    if (isList(one) && isList(other)) {
      if (!other.every(isScalar) || !one.every(isScalar)) return other.map((each, at) => align(one[at] ?? null, each));
      // Members count wherever they stand, and each once.
      const left = [...one];
      return other.map((each) => {
        const at = [left.indexOf(each), left.findIndex((member) => isSame(member, each))].find((at) => at >= 0);
        return at === undefined ? each : left.splice(at, 1)[0];
      });
    }
    if (!isMap(one) || !isMap(other)) return other;
    const fieldOf = (name: string) => Object.hasOwn(one, name) ? one[name] : null;
    return Object.fromEntries(Object.entries(other).map(([name, value]) => [name, align(fieldOf(name), value)]));
  };
  return align(expected, actual);
}

/** A name counts as a word: `demo` does not stand in `demonstration`. */
function withPlaceholders(text: string, names: Names): string {
  const named = names.reduce(
    (line, name, at) =>
      name === ""
        ? line
        : line.replace(new RegExp(`(?<![A-Za-z0-9])${RegExp.escape(name)}(?![A-Za-z0-9])`, "g"), `<${at}>`),
    text,
  );
  return named
    // Ids first: fourteen digits in a row may stand in one.
    .replace(/\b([a-z]+)-[0-9a-f]{8}(?:[0-9a-f]{9})?\b/g, "$1-<id>")
    .replace(/(?<!\d)\d{14}(?!\d)/g, "<time>");
}

function isScalar(value: Json): boolean {
  return typeof value !== "object" || value === null;
}
