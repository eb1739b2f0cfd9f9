import { explainAwsError } from "../../aws/aws_error.ts";
import type { Found, Json } from "../../aws/resource.ts";
import type { DayError } from "../../host/errors/day_error.ts";
import type { Emit } from "../../host/events/events.ts";
import { type PlannedDifference, plannedDifferences } from "./plan_differences.ts";
import type { Spec, Wanted } from "./wanted.ts";

/** What is going to happen to an entry. `differs`: it exists, and not as wanted. */
export type Planned = {
  readonly wanted: Wanted;
  readonly outcome: "create" | "exists" | "differs";
  /** What was found; nothing where nobody had to look. */
  readonly found: Found<Json, Json> | undefined;
  /** Why it could not be looked at, where that does not stop a walk; whether it stands there is a guess then. */
  readonly unread?: DayError;
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
  const looked = await Promise.all(list.map(async (wanted) => ({ wanted, ...await lookAt(deps, wanted, depth) })));
  const isAbsent = (entry: Wanted) => looked.find(({ wanted }) => wanted === entry)?.found?.is === "absent";
  return looked.filter(({ wanted }) => wanted.onlyWith === undefined || isAbsent(wanted.onlyWith)).map(plannedFrom);
}

type Look = Pick<Planned, "found" | "unread">;

async function lookAt({ emit, signal }: PlanDeps, wanted: Wanted, depth: "exists" | "full"): Promise<Look> {
  const { seen, stands, later, onFailure } = wanted;
  if (seen !== undefined && (depth === "exists" || seen.is !== "ready")) return { found: seen };
  if (depth === "exists" && stands) return { found: undefined };
  if (depth === "exists" && later !== undefined) return { found: { is: "absent" } };
  try {
    return { found: await wanted.find(depth) };
  } catch (error) {
    signal.throwIfAborted();
    const unread = explainAwsError(error, `looking at the ${wanted.title}`, wanted.findActions);
    if (onFailure === "stop" && seen === undefined && !stands) throw unread;
    emit({ code: "plan.unread", level: "debug", message: `The ${wanted.title} could not all be read: ${error}` });
    return { found: seen ?? (stands ? undefined : { is: "absent" }), unread };
  }
}

/** What ensuring an entry would do where this was found. */
export function plannedFrom({ wanted, found, unread }: Look & Pick<Planned, "wanted">): Planned {
  const about = { wanted, found, ...(unread && { unread }) };
  if (found?.is === "ready") {
    const differing = plannedDifferences(wanted.spec, found.spec as Spec, wanted.labels);
    return { ...about, outcome: differing.length === 0 ? "exists" : "differs", differences: differing };
  }
  const stands = wanted.stands || found === undefined || found.is === "foreign";
  return { ...about, outcome: stands ? "exists" : "create", differences: [] };
}
