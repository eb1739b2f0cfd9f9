import { stackState } from "../../aws/questions/stack_status.ts";
import { changeShared } from "../cluster/change_shared.ts";
import { isSharedStack, isThere } from "../cluster/cluster_stack.ts";
import { leastDeadline, setDeadline } from "../cluster/set_deadline.ts";
import {
  closed,
  deedFor,
  left,
  rested,
  type SharedCluster,
  sharedKey,
  sharedPlace,
} from "../cluster/shared_cluster.ts";
import { removeCluster } from "../cluster/tear_down.ts";
import { sentinelName } from "../contract/sentinels.ts";
import { Released } from "../protocol/attend.ts";
import type { Held } from "../protocol/hold.ts";
import { insist } from "../protocol/insist.ts";
import { journalName } from "../protocol/journal.ts";
import { journalOf } from "../protocol/journal_of.ts";
import { isAlive } from "../protocol/judge.ts";
import { readLease } from "../protocol/lease.ts";
import { type Place, sight } from "../protocol/sighting.ts";
import { take } from "../protocol/take.ts";
import type { WorkDeps } from "../steps/work_deps.ts";

export type SweepOptions = {
  /** The identity of this monitor. */
  readonly owner: string;
  readonly leaseSeconds: number;
  readonly poll: number;
  /** How long a cluster that nobody uses rests before it goes (ms). */
  readonly idle: number;
};

const hour = 3_600_000;
/** The longest deadline there is (hours). */
const longest = 720;

/**
 * Sees to a shared cluster that nobody uses, under a lease of its own: one monitor at a time, and another one when that stops.
 *
 * 1. It is closed over exactly what was read. Who has become a user before that keeps it open; nobody can become one after it.
 * 2. It comes to rest, with a deadline in AWS for the case that no monitor comes by any more; or it is removed.
 *
 * @param stale users that are none any more
 */
export async function seeToShared(
  deps: WorkDeps,
  options: SweepOptions,
  shared: SharedCluster,
  stale: readonly string[],
): Promise<void> {
  const place = sharedPlace(deps.options.root, shared);
  const held = await takeShared(deps, options, place);
  if (held === undefined) return;
  const { clock } = deps;
  try {
    const now = await changeShared(deps, held, sharedKey(place), (now) => {
      const real = now && stale.reduce(left, now);
      const deed = real && deedFor(real, clock.now().getTime(), options.idle);
      return real && deed && closed(real, deed);
    });
    if (now?.phase !== "closing") return;
    const { name, region, profile } = now;
    const cluster = { name, region, profile, created_by_us: true, destroy: true, destroyed: false, shared: true };
    await insist(deps, held, () => held.note((journal) => ({ ...journal, cluster })));
    if (now.goes === true) await remove(deps, held, now);
    else await rest(deps, held, now, options.idle);
  } catch (error) {
    // The monitor stops: whoever looks next goes on with it.
    if (!(error instanceof Released)) throw error;
  } finally {
    await held.giveBack();
  }
}

async function takeShared(deps: WorkDeps, options: SweepOptions, place: Place): Promise<Held | undefined> {
  const { store } = deps;
  const { date, sentinels: { lock } } = await sight(store, place);
  if (lock !== undefined) {
    const object = await store.get(lock.key);
    if (object !== undefined && isAlive(readLease(object.bytes), date - lock.modified)) return undefined;
  }
  const journal = await journalOf(store, place);
  const taken = await take(deps, { place, purpose: "adopt", lock, journal, contention: 0, ...options });
  return taken.is === "held" ? taken.held : undefined;
}

async function rest(deps: WorkDeps, held: Held, shared: SharedCluster, idle: number): Promise<void> {
  const { clock, say } = deps;
  const begin = clock.now().getTime();
  const stays = Math.max(idle, Date.parse(shared.keep_until ?? "") - begin || 0);
  const hours = Math.min(longest, leastDeadline + Math.ceil(stays / hour));
  const hasDeadline = await setDeadline(deps, held, shared, hours);
  const until = new Date(clock.now().getTime() + idle);
  const now = await changeShared(deps, held, sharedKey(held.place), (now) => now && rested(now, until, hasDeadline));
  const text =
    `${held.place.workset}: no workset uses the shared cluster; a running monitor deletes it after ${now?.keep_until}` +
    (hasDeadline ? `, its deletion deadline in ${hours} hours at the latest` : "");
  say("info", text, { event: "shared", cluster: shared.name });
}

async function remove(deps: WorkDeps, held: Held, shared: SharedCluster): Promise<void> {
  const { store, say } = deps;
  const { name, region, profile } = shared;
  const stack = await stackState(deps.awsOf({ profile, region }), name);
  if (isThere(stack) && !await isSharedStack(deps.options, stack)) {
    const text =
      `${held.place.workset}: the existing cluster was not created for the worksets of this S3 folder, and is kept`;
    say("warn", text, { event: "shared", cluster: name });
  } else if (!await removeCluster(deps, held, shared)) return;
  const { prefix } = held.place;
  for (const key of [sharedKey(held.place), prefix + journalName, prefix + sentinelName("in_progress")]) {
    await insist(deps, held, () => store.remove(key, "any"));
  }
}
