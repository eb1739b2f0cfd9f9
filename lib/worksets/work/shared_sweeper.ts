import { clusterCommand } from "../../names/cluster_command.ts";
import {
  deedFor,
  isSharedKey,
  readShared,
  type SharedCluster,
  sharedClusters,
  sharedKey,
  sharedPlace,
} from "../cluster/shared_cluster.ts";
import { usersOf } from "../cluster/shared_users.ts";
import type { Journal } from "../protocol/journal.ts";
import type { WorkDeps } from "../steps/work_deps.ts";
import { messageOf } from "./message_of.ts";
import { seeToShared, type SweepOptions } from "./see_to_shared.ts";

/** Sees to the shared clusters of a root that nobody uses. */
export type SharedSweeper = {
  /** A workset has ended: the next look is due at once. */
  noticed(journal: Journal): void;
  /** To be called at each poll: looks when it is due, and begins what there is to be done. */
  look(): Promise<void>;
  /** Waits until the clusters that this life of the monitor has used are gone, are used by others, or are to stay. */
  waitOut(signal: AbortSignal): Promise<void>;
  /** Until what goes on has ended. */
  settle(): Promise<void>;
};

/** Between two looks while nothing has ended (ms): also those of monitors that are gone are found. */
const looksEvery = 5 * 60_000;
/** A monitor that polls more often does not look more often for that (ms). */
const leastPoll = 5_000;
/** Between two looks at what is waited for (ms). */
const waits = 30_000;

/**
 * 1. One listing finds the shared clusters of the root; of each is read who uses it.
 * 2. A user whose workset has left, or is there no more, is none.
 * 3. What nobody uses is taken under a lease of its own, so that one monitor sees to it and another one when that stops. It is closed
 *    over exactly what was read: who became a user before that keeps it open, and nobody can after it.
 * 4. It comes to rest, with a deadline in AWS for the case that no monitor comes by any more; when its time is over it is removed.
 *    Only what has the mark of this root is.
 */
export function sharedSweeper(deps: WorkDeps, options: SweepOptions): SharedSweeper {
  const { clock, say } = deps;
  /** When a user's workset was seen to be gone first (`clock.ticks`). */
  const gone = new Map<string, number>();
  const used = new Set<string>();
  const working = new Map<string, Promise<void>>();
  const pollsBetween = Math.ceil(looksEvery / Math.max(leastPoll, options.poll));
  /** Polls until the next look. */
  let due = 0;

  const lookAt = async (key: string, date: number): Promise<SharedCluster | undefined> => {
    const object = await deps.store.get(key);
    if (object === undefined) return undefined;
    const read = readShared(object.bytes, key);
    const users = await usersOf(deps, read, { leaseSeconds: options.leaseSeconds, gone });
    const shared = { ...read, users };
    if (deedFor(shared, date, options.idle) === undefined || working.has(key)) return shared;
    const stale = read.users.filter((each) => !users.includes(each));
    const deed = seeToShared(deps, options, shared, stale)
      .catch((error) => say("error", `cluster ${shared.name}: ${messageOf(error)}`, { event: "shared" }))
      .finally(() => working.delete(key));
    working.set(key, deed);
    return shared;
  };
  const sweep = async (): Promise<readonly SharedCluster[]> => {
    const { objects, date } = await deps.store.list({ prefix: sharedClusters(deps.options.root) });
    const all: SharedCluster[] = [];
    for (const { key } of objects.filter((each) => isSharedKey(each.key))) {
      // One that cannot be read stands in no other's way.
      const shared = await lookAt(key, date).catch((error) => say("error", messageOf(error), { event: "shared" }));
      if (shared !== undefined) all.push(shared);
    }
    return all;
  };
  const settle = async () => void await Promise.all(working.values());

  return {
    settle,
    noticed({ cluster }) {
      if (cluster?.shared !== true) return;
      used.add(sharedKey(sharedPlace(deps.options.root, cluster)));
      due = 0;
    },
    async look() {
      if (--due > 0) return;
      due = pollsBetween;
      await sweep();
    },
    async waitOut(signal) {
      if (used.size === 0) return;
      await sweep();
      await settle();
      for (const told = new Set<string>(); !signal.aborted;) {
        const standing = (await sweep()).filter((each) => used.has(sharedKey(sharedPlace(deps.options.root, each))));
        await settle();
        const waiting = standing.filter((each) => isWaitedFor(each, clock.now().getTime(), options.idle));
        if (waiting.length === 0) break;
        for (const { name, region, keep_until: until } of waiting.filter(({ name }) => !told.has(name))) {
          told.add(name);
          const text =
            `the monitor keeps running until shared cluster ${name} can be deleted, after ${until}; delete it sooner with: ` +
            clusterCommand("delete", name, region);
          say("info", text, { event: "shared", cluster: name });
        }
        await clock.sleep(waits, signal).catch(() => {});
      }
    },
  };
}

/** It goes soon; what a workset wants to be kept for people is not waited for. */
function isWaitedFor({ phase, keep_until: until }: SharedCluster, now: number, idle: number): boolean {
  return phase === "idle" && (until === undefined || Date.parse(until) - now <= idle);
}
