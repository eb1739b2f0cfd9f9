import { advice, command } from "../../host/errors/advice.ts";
import { DayError } from "../../host/errors/day_error.ts";

/**
 * Refuses deployments or nodes that were named and that nobody knows: "nothing stands" would be no answer to a slip of the pen.
 *
 * @param looked where was looked
 * @throws DayError DAY-USE-001
 */
export function refuseUnknown(
  flag: string,
  named: readonly string[],
  { path, regions }: { readonly path: string; readonly regions: readonly string[] },
  known: Iterable<string>,
): void {
  const all = new Set([...known].filter((id) => id !== ""));
  const strange = named.filter((id) => !all.has(id));
  if (strange.length === 0) return;
  const list = command("deno task spot-deploy list --all-regions");
  const message = `${flag} ${strange.join(", ")}: not found in ${path} or among the tagged resources of ${
    regions.join(", ")
  }`;
  const fix = all.size === 0
    ? advice`no nodes of spot-deploy are here; list those in all regions with: ${list}`
    : advice`name one of these: ${[...all].sort().join(", ")}; list the nodes with: ${list}`;
  throw new DayError("DAY-USE-001", message, { fix });
}
