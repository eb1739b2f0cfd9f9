import { isDefiniteRefusal } from "../aws/aws_error.ts";
import type { Found, Json, Resource } from "../aws/resource.ts";
import type { Clock } from "../host/clock.ts";
import { DayError } from "../host/day_error.ts";
import type { Emit } from "../host/events.ts";
import { type Difference, differences } from "./differences.ts";
import { lastFact, type Origin } from "./facts.ts";
import type { Journal } from "./journal.ts";
import { clientToken } from "./client_token.ts";
import { type Still, waitUntilStill } from "./wait_until_still.ts";

/** What a walk over resources carries along. */
export type Walk = {
  readonly journal: Journal;
  readonly emit: Emit;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Account, region, cluster and run: makes the client tokens of this run unlike those of every other. */
  readonly run: readonly string[];
};

/** Something that changes by itself. */
export type Moving = { readonly is: "moving"; readonly why: string };

export type EnsureOptions<S, O> = {
  /** What a look of a moment ago found, so that it need not be repeated. */
  readonly seen?: Found<S, O>;
  /** `later`: what was written is taken as asked for until the read-back; saves a request on the way. */
  readonly readBack?: "now" | "later";
  /** A stuck resource that this run made is removed and made again. */
  readonly replaceStuck?: boolean;
  /**
   * Waits in the resource's own way, when it is found moving and after a write (then without `seen`); otherwise looking is
   * repeated.
   */
  readonly settle?: (seen?: Moving) => Promise<Still<S, O>>;
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
 * 1. moving: wait until it is still; 2. stuck: a person's job, unless this run made it and may replace it;
 * 3. ready: left as it is, or written when it differs and is ours to repair (`repair`, or an intent of this run);
 * 4. absent: the intent is on disk before the request is sent, so that after a crash the thing found there is known as ours.
 *
 * Repeatable at any point and under any number of crashes: the same intent gives the same token.
 */
export async function ensure<D, S extends Json, O extends Json>(
  walk: Walk,
  resource: Resource<D, S, O>,
  deps: D,
  wanted: S,
  options: EnsureOptions<S, O> = {},
): Promise<Ensured<O>> {
  const key = resource.key(wanted);
  const what = `${resource.kind} ${key}`;
  const ours = isMadeByThisRun(walk, resource.kind, key);
  // What this run began may be half made, which only a full look shows.
  const look = () => resource.find(deps, wanted, ours ? "full" : "exists");
  const settle = async (first: Found<S, O>) =>
    first.is === "moving" && options.settle
      ? await options.settle(first)
      : await waitUntilStill(walk, what, first, look);
  let found = await settle(options.seen === undefined || ours ? await look() : options.seen);
  if (found.is === "stuck" && ours && options.replaceStuck) {
    found = await replaceStuck(walk, resource, deps, wanted, found.why, look);
  }
  if (found.is === "stuck") throw stuckError(what, found);

  const differs = found.is === "ready" ? differences(wanted, found.spec) : [];
  const mayWrite = found.is === "absent" || (differs.length > 0 && (resource.existing === "repair" || ours));
  if (!mayWrite) {
    const repaired = isWrittenByThisRun(walk, resource.kind, key, "ready");
    const origin = ours ? "created" : repaired ? "repaired" : "found";
    return await remember(walk, resource, wanted, found, origin, differs);
  }

  await writeOnce(walk, resource, deps, wanted, found);
  const origin = found.is === "absent" || ours ? "created" : "repaired";
  if (options.readBack === "later") return await remember(walk, resource, wanted, undefined, origin, []);
  const made = options.settle ? await options.settle() : await settle(await lookOften(walk, resource, deps, wanted));
  if (made.is === "stuck") throw stuckError(what, made);
  if (made.is === "absent") throw new DayError("DAY-AWS-005", `${what} is not there after it was written`);
  return await remember(walk, resource, wanted, made, origin, []);
}

/**
 * Reads everything we manage of a resource that was ensured before, so that a later comparison has a baseline.
 * Does nothing while the resource is not ready.
 */
export async function readInFull<D, S extends Json, O extends Json>(
  walk: Walk,
  resource: Resource<D, S, O>,
  deps: D,
  wanted: S,
): Promise<void> {
  const known = lastFact(walk.journal.facts, "remembered", isOf(resource.kind, resource.key(wanted)));
  const found = await resource.find(deps, wanted, "full");
  if (known && found.is === "ready") await remember(walk, resource, wanted, found, known.origin, []);
}

const isOf = (kind: string, key: string) => (fact: { kind: string; key: string }) =>
  fact.kind === kind && fact.key === key;

/** Whether this run set out to make it where nothing was, and was not refused. */
export function isMadeByThisRun(walk: Pick<Walk, "journal">, kind: string, key: string): boolean {
  return isWrittenByThisRun(walk, kind, key, "absent");
}

/** Whether an intent of this run upon what stood there may have had its effect. */
function isWrittenByThisRun(
  { journal }: Pick<Walk, "journal">,
  kind: string,
  key: string,
  was: "absent" | "ready",
): boolean {
  const fits = (fact: { kind: string; key: string; found: string }) => isOf(kind, key)(fact) && fact.found === was;
  const intent = lastFact(journal.facts, "intent", fits)?.attempt ?? 0;
  return intent > (lastFact(journal.facts, "refused", fits)?.attempt ?? 0);
}

/** A token is never used again for what was refused or had to be removed: the service would replay its first answer. */
function nextAttempt({ journal: { facts } }: Walk, kind: string, key: string): number {
  const refused = lastFact(facts, "refused", isOf(kind, key))?.attempt ?? 0;
  const removed = lastFact(facts, "removed", isOf(kind, key))?.attempt ?? 0;
  return Math.max(refused, removed) + 1;
}

/** Pauses between looks for something that was just written, in milliseconds. */
const propagation = [500, 1_000, 2_000, 4_000, 8_000];

/** IAM may need some seconds to show what it has accepted. */
async function lookOften<D, S extends Json, O extends Json>(
  { clock, signal }: Walk,
  resource: Resource<D, S, O>,
  deps: D,
  wanted: S,
): Promise<Found<S, O>> {
  let found = await resource.find(deps, wanted, "exists");
  for (const pause of propagation) {
    if (found.is !== "absent") break;
    await clock.sleep(pause, signal);
    found = await resource.find(deps, wanted, "exists");
  }
  return found;
}

async function writeOnce<D, S extends Json, O extends Json>(
  walk: Walk,
  resource: Resource<D, S, O>,
  deps: D,
  wanted: S,
  found: Found<S, O>,
): Promise<void> {
  walk.signal.throwIfAborted();
  const { kind } = resource;
  const key = resource.key(wanted);
  const attempt = nextAttempt(walk, kind, key);
  const token = await clientToken([...walk.run, kind, key], wanted, attempt);
  const was = found.is === "ready" ? "ready" : "absent";
  await walk.journal.record({ fact: "intent", kind, key, spec: wanted, found: was, attempt, token });
  walk.emit({ code: "resource.writing", level: "info", message: `${kind} ${key}: being made`, data: { kind, key } });
  try {
    await resource.write(deps, wanted, found, token);
  } catch (error) {
    if (isDefiniteRefusal(error)) await walk.journal.record({ fact: "refused", kind, key, found: was, attempt });
    throw error;
  }
}

function stuckError(what: string, { why, fix }: { why: string; fix: string }): DayError {
  return new DayError("DAY-AWS-003", `${what}: ${why}`, { fix });
}

async function replaceStuck<D, S extends Json, O extends Json>(
  walk: Walk,
  resource: Resource<D, S, O>,
  deps: D,
  wanted: S,
  why: string,
  look: () => Promise<Found<S, O>>,
): Promise<Still<S, O>> {
  const what = `${resource.kind} ${resource.key(wanted)}`;
  walk.emit({
    code: "resource.replacing",
    level: "warn",
    message: `${what}: ${why}; this run made it, so it is made again`,
  });
  const { kind } = resource;
  const key = resource.key(wanted);
  const attempt = lastFact(walk.journal.facts, "intent", isOf(kind, key))?.attempt ?? 0;
  await resource.remove(deps, wanted);
  await walk.journal.record({ fact: "removed", kind, key, attempt });
  return await waitUntilStill(walk, what, await look(), look);
}

async function remember<D, S extends Json, O extends Json>(
  walk: Walk,
  resource: Resource<D, S, O>,
  wanted: S,
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
    const data = { kind, key, origin };
    walk.emit({ code: "resource.ensured", level: "info", message: `${kind} ${key}: ${origin}`, data });
  }
  return { origin, out: ready?.out, differs };
}
