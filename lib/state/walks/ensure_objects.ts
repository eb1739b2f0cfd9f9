import { explainAwsError } from "../../aws/aws_error.ts";
import type { Json } from "../../aws/resource.ts";
import type { DayError } from "../../host/errors/day_error.ts";
import { stateLine } from "../../host/events/state_line.ts";
import { nameInKey } from "../../names/name_in_key.ts";
import type { Warning } from "../journal/facts.ts";
import type { Ensured, Walk } from "./ensure.ts";
import { ensureAll, type Walked } from "./ensure_all.ts";
import { plan, type Planned } from "./plan.ts";
import type { Wanted } from "./wanted.ts";

/** Something that a task makes sure of, and what became of it, or would. */
export type EnsuredObject = {
  readonly kind: string;
  readonly name: string;
  /** For people: `role daylily-cluster-expiry`. */
  readonly title: string;
  readonly outcome: "created" | "updated" | "unchanged";
  /** Where it was found to be not as wanted, in words. */
  readonly differences: readonly string[];
};

export type EnsuredObjects = {
  /** What was reached, in the order of the list. */
  readonly objects: readonly EnsuredObject[];
  readonly warnings: readonly Warning[];
  /** Whether `objects` says what would become of them, and nothing was written. */
  readonly dryRun: boolean;
  /** What stands now of an entry; nothing of one that was not reached, or in a dry run. */
  readonly of: Walked["of"];
  /** What ended the walk before the end of the list. */
  readonly error?: DayError;
};

export type ObjectOptions = {
  /** What becomes of what stands there and differs; it is told in either case. Default: `repair`. */
  readonly existing?: "repair" | "leave";
  /** Show what would be written, and write nothing. */
  readonly dryRun?: boolean;
  /** Tells at once what did not stop the walk. */
  readonly warn?: (warning: Warning) => Promise<void>;
};

/**
 * Makes sure of a short list of things. All are looked at first, side by side and in full; the differences are told before anything
 * is written, and what needs no writing costs no request more.
 *
 * @throws the error of a look at an entry whose failure stops a walk: nothing was written then; the reason of an interruption
 */
export async function ensureObjects(
  walk: Walk,
  list: readonly Wanted[],
  options: ObjectOptions = {},
): Promise<EnsuredObjects> {
  return await ensurePlanned(walk, await plan(walk, list, "full"), options);
}

/** The same of what a look in full has just found. */
export async function ensurePlanned(
  walk: Walk,
  planned: readonly Planned[],
  { existing = "repair", dryRun = false, warn: tell = () => Promise.resolve() }: ObjectOptions,
): Promise<EnsuredObjects> {
  const warnings: Warning[] = [];
  if (dryRun) {
    return {
      objects: planned.map((each) => objectOf(each, outcomeToBe(each, existing))),
      warnings: planned.flatMap(unreadWarning),
      dryRun,
      of: () => undefined,
    };
  }
  const warn = async (warning: Warning) => {
    warnings.push(warning);
    await tell(warning);
  };
  tellDifferences(walk, planned);
  const objects: EnsuredObject[] = [];
  const ensured = new Map<Wanted, Ensured<Json>>();
  const lookedAt = new Map(planned.map((each) => [each.wanted, each]));
  let doing = "";
  const seen = (wanted: Wanted) => {
    doing = `making the ${wanted.title}`;
    const look = lookedAt.get(wanted);
    return look?.unread === undefined ? look?.found : undefined;
  };
  const done = (wanted: Wanted, one: Ensured<Json>) => {
    ensured.set(wanted, one);
    const look = lookedAt.get(wanted);
    if (look !== undefined) objects.push(objectOf(look, outcomeOf(look, one)));
  };
  // An entry gets out what it put in.
  const of = <O extends Json>(wanted: Wanted<O>) => ensured.get(wanted) as Ensured<O> | undefined;
  const reached = { objects, warnings, dryRun, of };
  try {
    await ensureAll(walk, planned.map(({ wanted }) => wanted), { existing, warn, seen, done });
    return reached;
  } catch (error) {
    walk.signal.throwIfAborted();
    return { ...reached, error: explainAwsError(error, doing) };
  }
}

function tellDifferences({ emit }: Walk, planned: readonly Planned[]): void {
  for (const { wanted: { title }, differences } of planned) {
    for (const { words } of differences) {
      const about = { subject: title, state: words };
      emit({ code: "resource.differs", level: "info", message: stateLine(about), data: about });
    }
  }
}

function objectOf(planned: Planned, outcome: EnsuredObject["outcome"]): EnsuredObject {
  const { wanted: { kind, key, title }, found, differences } = planned;
  const words = found !== undefined && "why" in found ? [found.why] : differences.map(({ words }) => words);
  // Which role it is says its name.
  return {
    kind: kind.replace(/^.*-role$/, "role"),
    name: nameInKey(key),
    title,
    outcome,
    differences: words,
  };
}

function outcomeToBe(
  { wanted, outcome, differences }: Planned,
  existing: "repair" | "leave",
): EnsuredObject["outcome"] {
  if (outcome === "create") return "created";
  const canChange = differences.some(({ field }) => !wanted.fixed.includes(field));
  return existing === "repair" && canChange ? "updated" : "unchanged";
}

/** What stood there and was written again is not as it was found. */
function outcomeOf({ outcome }: Planned, { origin, differs }: Ensured<Json>): EnsuredObject["outcome"] {
  if (outcome === "create") return origin === "created" ? "created" : "unchanged";
  return outcome === "differs" && differs.length === 0 ? "updated" : "unchanged";
}

function unreadWarning({ wanted: { onFailure, kind, title }, unread }: Planned): Warning[] {
  if (unread === undefined) return [];
  if (typeof onFailure === "string") return [{ id: `${kind}.unread`, step: title, message: unread.message }];
  const { warn, words = (reason: string) => reason } = onFailure;
  return [{ ...warn, message: words(unread.message) }];
}
