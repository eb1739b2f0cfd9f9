import { isMap, isScalar, parseDocument } from "yaml";
import { DayError } from "../../host/errors/day_error.ts";
import { quotedRef } from "./patch_catalogue.ts";

/**
 * Reads the arguments of `--repo-override KEY:REF`: the key ends at the first colon, the reference may hold more of
 * them, and the last one of a key wins. What begins with a hyphen would be an option to git, not a reference. Throws `DAY-USE-001`
 * for another form, for a key that the catalogue does not have, and for a reference that its reader could not read: before anything
 * is done or remembered.
 *
 * @param catalogue text of `config/daylily_available_repositories.yaml`
 */
export function repositoryOverrides(values: readonly string[], catalogue: string): ReadonlyMap<string, string> {
  const known = values.length === 0 ? [] : repositoryKeys(catalogue);
  return new Map(values.map((value) => {
    const [, key, ref] = /^([a-zA-Z0-9_-]+):((?!-)[^\p{Cc}\s]+)$/u.exec(value) ?? [];
    if (key === undefined) {
      throw new DayError("DAY-USE-001", `--repo-override ${value}: expected KEY:REF`, {
        fix: "name a branch or a tag after the colon; it has no spaces and begins with no hyphen",
      });
    }
    if (!known.includes(key)) {
      throw new DayError("DAY-USE-001", `--repo-override ${value}: there is no repository ${key}`, {
        fix: `use one of ${known.join(", ")}`,
      });
    }
    quotedRef(key, ref);
    return [key, ref];
  }));
}

function repositoryKeys(catalogue: string): readonly string[] {
  const document = parseDocument(catalogue);
  const repositories = document.get("repositories", true);
  if (document.errors.length > 0 || !isMap(repositories)) {
    throw new DayError("DAY-CFG-001", "The catalogue of repositories has no section repositories");
  }
  return repositories.items.flatMap(({ key }) => isScalar(key) ? [String(key.value)] : []);
}
