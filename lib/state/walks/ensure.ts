import { isAlreadyThere, isDefiniteRefusal, isUncertain } from "../../aws/aws_error.ts";
import type { Found, Json, Moving, Resource, Still, Writable } from "../../aws/resource.ts";
import type { Clock } from "../../host/clock.ts";
import { DayError } from "../../host/errors/day_error.ts";
import type { Emit } from "../../host/events/events.ts";
import { stateLine } from "../../host/events/state_line.ts";
import { type Claim, claimOn } from "./claim.ts";
import { clientToken } from "./client_token.ts";
import { type Difference, differences } from "./differences.ts";
import { isOf, lastFact, type Origin } from "../journal/facts.ts";
import type { Journal } from "../journal/journal.ts";
import { lookOften } from "./look_often.ts";
import { recordRemoval } from "./record_removal.ts";
import { waitUntilStill } from "./wait_until_still.ts";

/** What a walk over resources carries along. */
export type Walk = {
  readonly journal: Journal;
  readonly emit: Emit;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Account, region, cluster and run: makes the client tokens of this run unlike those of every other. */
  readonly run: readonly string[];
};

export type EnsureOptions<S, O> = {
  /** What becomes of something that others made and that is not as wanted. Default: `leave`. */
  readonly existing?: "repair" | "leave";
  /** What a look of a moment ago found, so that it need not be repeated. */
  readonly seen?: Found<S, O>;
  /** `later`: what was written is taken as asked for until the read-back; saves a request on the way. */
  readonly readBack?: "now" | "later";
  /** A stuck resource that this run made is removed and made again. */
  readonly replaceStuck?: boolean;
};

export type Ensured<O> = {
  readonly origin: Origin;
  /** What AWS decided; absent only after a write that is read back later. */
  readonly out: O | undefined;
  /** Where an existing resource that we leave alone is not as wanted. */
  readonly differs: readonly Difference[];
};

/**
 * Makes sure that a resource is there: look, compare, journal the intent, write, look again, remember.
 *
 * 1. moving: wait until it is still; 2. foreign: refuse; 3. stuck: a person's job, unless this run made it and may replace it;
 * 4. ready: left as it is, or written when it differs and is this run's or to be repaired;
 * 5. absent: the intent is on disk before the request is sent, so that after a crash the thing found there is known as ours.
 *    When the service says that it exists already, somebody was faster: it is ours only when an earlier request of this run may
 *    have had its effect and what stands there is what was asked for. A colleague's is left as he made it.
 *
 * Repeatable at any point and under any number of crashes: the same intent gives the same token.
 *
 * @throws DayError DAY-RUN-006 for what is somebody else's, DAY-AWS-003 for what is stuck, DAY-AWS-005 for what does not appear
 */
export async function ensure<D, S extends Json, O extends Json>(
  walk: Walk,
  resource: Resource<D, S, O>,
  deps: D,
  wanted: S,
  options: EnsureOptions<S, O> = {},
): Promise<Ensured<O>> {
  const step: Step<D, S, O> = { walk, resource, deps, wanted };
  let claim = claimOn(walk.journal.facts, resource.kind, resource.key(wanted));
  // What this run began may be half made, which only a full look shows.
  const depth = claim.is === "none" ? "exists" : "full";
  const seen = claim.is === "none" ? options.seen : undefined;
  let found = await still(step, seen ?? await look(step, depth), depth);
  if (found.is === "stuck" && options.replaceStuck && await isOurs(step, claim, found)) {
    found = await replaceStuck(step, found.why);
    claim = { is: "none" };
  }
  let wasFaster = false;
  if (found.is === "absent") {
    const written = await writeOnce(step, found);
    if (written === "done") return await remember(step, await readBack(step, options), "created", []);
    if (written === "perhaps ours") claim = claimOn(walk.journal.facts, resource.kind, resource.key(wanted));
    wasFaster = true;
    found = await still(step, await lookOften(walk, () => look(step, "full")), "full");
  }
  if (found.is !== "ready") throw blocked(step, found);

  const ours = await isOurs(step, claim, found);
  const differs = differences(wanted, found.spec);
  const fixed: readonly string[] = resource.fixed ?? [];
  const canChange = differs.some(({ field }) => !fixed.includes(field));
  if (!canChange || !(ours || (options.existing === "repair" && !wasFaster))) {
    return await remember(step, found, originOf(step, ours), differs);
  }
  await writeOnce(step, found);
  return await remember(step, await readBack(step, options), ours ? "created" : "repaired", []);
}

/**
 * Reads everything we manage of a resource, so that a later comparison has a baseline. Does nothing while it is not ready.
 *
 * @param met the origin of one that no walk has ensured
 */
export async function readInFull<D, S extends Json, O extends Json>(
  walk: Walk,
  resource: Resource<D, S, O>,
  deps: D,
  wanted: S,
  met: Origin = "found",
): Promise<void> {
  const step: Step<D, S, O> = { walk, resource, deps, wanted };
  const known = lastFact(walk.journal.facts, "remembered", isOf(resource.kind, resource.key(wanted)));
  const found = await look(step, "full");
  if (found.is === "ready") await remember(step, found, known?.origin ?? met, []);
}

type Step<D, S extends Json, O extends Json> = {
  readonly walk: Walk;
  readonly resource: Resource<D, S, O>;
  readonly deps: D;
  readonly wanted: S;
};

function look<D, S extends Json, O extends Json>(
  { resource, deps, wanted }: Step<D, S, O>,
  depth: "exists" | "full",
): Promise<Found<S, O>> {
  return resource.find(deps, wanted, depth);
}

async function still<D, S extends Json, O extends Json>(
  step: Step<D, S, O>,
  first: Found<S, O>,
  depth: "exists" | "full",
): Promise<Still<S, O>> {
  const { walk, resource, deps, wanted } = step;
  if (first.is === "moving" && resource.wait) return await resource.wait(deps, wanted, first);
  return await waitUntilStill(walk, resource.title(wanted), first, () => look(step, depth));
}

/** Whether what stands there is this run's own. */
async function isOurs<D, S extends Json, O extends Json>(
  { resource, deps, wanted }: Step<D, S, O>,
  claim: Claim,
  found: Found<S, O>,
): Promise<boolean> {
  if (claim.is !== "intended") return claim.is === "made";
  for (const { token, spec } of claim.requests) {
    const isIt = resource.wrote
      ? await resource.wrote(deps, wanted, found, token)
      : found.is === "ready" && differences(resource.spec.parse(spec), found.spec).length === 0;
    if (isIt) return true;
  }
  return false;
}

function originOf<D, S extends Json, O extends Json>({ walk, resource, wanted }: Step<D, S, O>, ours: boolean): Origin {
  if (ours) return "created";
  const changed = (fact: { kind: string; key: string; found: string }) =>
    isOf(resource.kind, resource.key(wanted))(fact) && fact.found === "ready";
  const intent = lastFact(walk.journal.facts, "intent", changed)?.attempt ?? 0;
  return intent > (lastFact(walk.journal.facts, "refused", changed)?.attempt ?? 0) ? "repaired" : "found";
}

/** A token is never used again for what was refused or had to be removed: the service would replay its first answer. */
function nextAttempt({ journal: { facts } }: Walk, kind: string, key: string): number {
  const refused = lastFact(facts, "refused", isOf(kind, key))?.attempt ?? 0;
  const removed = lastFact(facts, "removed", isOf(kind, key))?.attempt ?? 0;
  return Math.max(refused, removed) + 1;
}

/**
 * Writes with the intent in the journal.
 *
 * @returns how it went; `somebody's`: it is there already and no request of ours can have made it, which the journal then says
 */
async function writeOnce<D, S extends Json, O extends Json>(
  { walk, resource, deps, wanted }: Step<D, S, O>,
  found: Writable<S, O>,
): Promise<"done" | "perhaps ours" | "somebody's"> {
  walk.signal.throwIfAborted();
  const { kind } = resource;
  const key = resource.key(wanted);
  const before = claimOn(walk.journal.facts, kind, key);
  const attempt = nextAttempt(walk, kind, key);
  const token = await clientToken([...walk.run, kind, key], wanted, attempt);
  await walk.journal.record({ fact: "intent", kind, key, spec: wanted, found: found.is, attempt, token });
  const about = { subject: resource.title(wanted), state: found.is === "ready" ? "being changed" : "being created" };
  walk.emit({ code: "resource.writing", level: "info", message: stateLine(about), data: about });
  try {
    await resource.write(deps, wanted, found, token);
    return "done";
  } catch (error) {
    const isThere = found.is === "absent" && isAlreadyThere(error);
    if (isThere && (before.is === "intended" || isUncertain(error))) return "perhaps ours";
    if (isThere || isDefiniteRefusal(error)) {
      await walk.journal.record({ fact: "refused", kind, key, found: found.is, attempt });
    }
    if (isThere) return "somebody's";
    throw error;
  }
}

const accepted: Moving = { is: "moving", why: "accepted" };

/** What stands there after a write; nothing when that is read later. */
async function readBack<D, S extends Json, O extends Json>(
  step: Step<D, S, O>,
  { readBack }: EnsureOptions<S, O>,
): Promise<Still<S, O> | undefined> {
  if (readBack === "later") return undefined;
  // Whoever waits in his own way sees for himself what has become of it.
  const first = step.resource.wait ? accepted : await lookOften(step.walk, () => look(step, "exists"));
  const found = await still(step, first, "exists");
  if (found.is !== "ready") throw blocked(step, found);
  return found;
}

/** Why a resource cannot be used: for a person. */
function blocked<D, S extends Json, O extends Json>(
  { resource, wanted }: Step<D, S, O>,
  found: Exclude<Still<S, O>, { is: "ready" }>,
): DayError {
  const title = resource.title(wanted);
  if (found.is === "absent") return new DayError("DAY-AWS-005", `${title} disappeared after it was created`);
  const code = found.is === "foreign" ? "DAY-RUN-006" : "DAY-AWS-003";
  return new DayError(code, `${title}: ${found.why}`, { fix: found.fix });
}

async function replaceStuck<D, S extends Json, O extends Json>(
  step: Step<D, S, O>,
  why: string,
): Promise<Still<S, O>> {
  const { walk, resource, deps, wanted } = step;
  const about = {
    subject: resource.title(wanted),
    state: `${why}; it was created by this run, which now deletes it and creates it again`,
  };
  walk.emit({ code: "resource.replacing", level: "warn", message: stateLine(about), data: about });
  await resource.remove(deps, wanted);
  await recordRemoval(walk.journal, resource.kind, resource.key(wanted));
  return await still(step, await look(step, "full"), "full");
}

async function remember<D, S extends Json, O extends Json>(
  { walk, resource, wanted }: Step<D, S, O>,
  found: Found<S, O> | undefined,
  origin: Origin,
  differs: readonly Difference[],
): Promise<Ensured<O>> {
  const { kind } = resource;
  const key = resource.key(wanted);
  const earlier = lastFact(walk.journal.facts, "remembered", isOf(kind, key));
  const ready = found?.is === "ready" ? found : undefined;
  const expected = ready?.spec ?? wanted;
  await walk.journal.record({ fact: "remembered", kind, key, origin, expected, out: ready?.out ?? null });
  if (earlier === undefined) {
    const about = { subject: resource.title(wanted), state: origin };
    walk.emit({ code: "resource.ensured", level: "info", message: stateLine(about), data: about });
  }
  return { origin, out: ready?.out, differs };
}
