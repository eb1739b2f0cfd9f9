import type { Found, Json } from "../aws/resource.ts";
import type { Emit } from "../host/events.ts";
import { type PlannedDifference, plannedDifferences } from "./planned_differences.ts";
import type { Spec, Wanted } from "./wanted.ts";

/** What is going to happen to an entry. `differs`: it exists, and not as wanted. */
export type Planned = {
  readonly wanted: Wanted;
  readonly outcome: "create" | "exists" | "differs";
  /** What was found; an entry that could not be read, and need not be, counts as absent. */
  readonly found: Found<Json, Json>;
  readonly differences: readonly PlannedDifference[];
};

export type PlanDeps = { readonly emit: Emit; readonly signal: AbortSignal };

/**
 * Looks at everything in a list, side by side, and says what ensuring it would do. Nothing is written.
 *
 * @param depth `exists`: what was seen before, or is known to come later, is not looked at again
 * @throws the error of a look at an entry whose failure stops a walk
 */
export async function plan(
  deps: PlanDeps,
  list: readonly Wanted[],
  depth: "exists" | "full",
): Promise<readonly Planned[]> {
  const looked = await Promise.all(list.map(async (wanted) => ({ wanted, found: await lookAt(deps, wanted, depth) })));
  const isAbsent = (entry: Wanted) => looked.find(({ wanted }) => wanted === entry)?.found.is === "absent";
  return looked.filter(({ wanted }) => wanted.onlyWith === undefined || isAbsent(wanted.onlyWith)).map(planned);
}

async function lookAt({ emit, signal }: PlanDeps, wanted: Wanted, depth: "exists" | "full") {
  const isSettled = wanted.seen !== undefined && (depth === "exists" || wanted.seen.is !== "ready");
  if (isSettled && wanted.seen !== undefined) return wanted.seen;
  if (depth === "exists" && wanted.later !== undefined) return { is: "absent" as const };
  try {
    const found = await wanted.find(depth);
    // What was seen may stand under another path, where this look does not find it.
    return found.is === "absent" && wanted.seen?.is === "ready" ? wanted.seen : found;
  } catch (error) {
    signal.throwIfAborted();
    if (wanted.onFailure === "stop" && wanted.seen === undefined) throw error;
    emit({ code: "plan.unread", level: "debug", message: `${wanted.title} could not be read in full: ${error}` });
    return wanted.seen ?? { is: "absent" as const };
  }
}

function planned({ wanted, found }: { readonly wanted: Wanted; readonly found: Found<Json, Json> }): Planned {
  if (found.is !== "ready") {
    return { wanted, found, outcome: found.is === "foreign" ? "exists" : "create", differences: [] };
  }
  const differs = plannedDifferences(wanted.spec, found.spec as Spec, wanted.labels);
  return { wanted, found, outcome: differs.length === 0 ? "exists" : "differs", differences: differs };
}
