import { isMap, parseDocument, Scalar, visit } from "yaml";
import { DayError } from "../../host/errors/day_error.ts";

/**
 * The catalogue of repositories with other references. Its reader on the head node knows block mappings with one value per line and
 * nothing else: no list, no folded text, no escape, and it cuts a line at `#`.
 *
 * @param overrides repository key to branch, tag or other reference
 * @throws DayError DAY-CFG-001 for a catalogue without repositories, DAY-USE-001 for a reference that its reader could not read
 */
export function patchCatalogue(catalogue: string, overrides: Readonly<Record<string, string>>): string {
  const document = parseDocument(catalogue);
  const repositories = document.get("repositories", true);
  if (document.errors.length > 0 || !isMap(repositories)) {
    throw new DayError("DAY-CFG-001", "The catalogue of repositories has no section repositories");
  }
  for (const [key, ref] of Object.entries(overrides)) {
    document.setIn(["repositories", key, "default_ref"], quotedRef(key, ref));
  }
  visit(document, {
    Map: (_, map) => void (map.flow = false),
    Scalar: (_, scalar) => {
      if (scalar.type === Scalar.BLOCK_FOLDED || scalar.type === Scalar.BLOCK_LITERAL) {
        scalar.type = Scalar.QUOTE_DOUBLE;
      }
    },
  });
  return document.toString({ lineWidth: 0 });
}

/** In quotes, so that `0.10` stays text. @throws DayError DAY-USE-001 for what the reader could not read */
export function quotedRef(key: string, ref: string): Scalar {
  const scalar = new Scalar(ref);
  scalar.type = /["\\]/.test(ref) ? Scalar.QUOTE_SINGLE : Scalar.QUOTE_DOUBLE;
  if (!/[#\p{Cc}]/u.test(ref) && !(scalar.type === Scalar.QUOTE_SINGLE && ref.includes("'"))) return scalar;
  const message = `--repo-override ${key}:${ref}: day-clone on the head node cannot read this reference`;
  throw new DayError("DAY-USE-001", message, { fix: "use a branch or tag without # and without mixed quotes" });
}
