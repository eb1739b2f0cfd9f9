import { z } from "zod";
import { DayError } from "../../host/errors/day_error.ts";
import type { Place } from "../protocol/sighting.ts";

const shape = z.object({
  v: z.literal(1),
  name: z.string(),
  region: z.string(),
  profile: z.string(),
  /**
   * `making`: the maker creates it, or makes an idle one usable again; the others wait. `ready`: it may be used. `idle`: nobody has need
   * of it. `broken`: its creation has failed; what stands of it goes. `closing`: a monitor sees to one that nobody uses.
   */
  phase: z.enum(["making", "ready", "idle", "broken", "closing"]),
  /** The workset that makes it; it is among the users as long as it can. */
  maker: z.string().optional(),
  /** Worksets that have need of it. */
  users: z.array(z.string()).readonly(),
  /** While it is closing: whether it goes, or only comes to rest. */
  goes: z.boolean().optional(),
  /** It goes no sooner than this. */
  keep_until: z.string().optional(),
  /** A workset wants it to stay for good. */
  stays: z.boolean().optional(),
  /** It has a deadline of its own, for the case that no monitor comes by any more. */
  has_deadline: z.boolean().optional(),
});

/**
 * A cluster that several worksets of a root use. It stands in the store beside them and is changed by conditional writes only, so that
 * every monitor on every host goes by the same list of users. Only a monitor's own clusters have one.
 */
export type SharedCluster = z.infer<typeof shape>;

export type SharedName = Pick<SharedCluster, "name" | "region" | "profile">;

const fileName = "share.json";

export function sharedClusters(root: string): string {
  return `${root}/_daylily/clusters/`;
}

/** Where a shared cluster has its list of users, and the lock of whoever removes it. */
export function sharedPlace(root: string, { name, region }: Pick<SharedName, "name" | "region">): Place {
  return { workset: `cluster ${name}`, prefix: `${sharedClusters(root)}${region}.${name}/` };
}

export function sharedKey({ prefix }: Place): string {
  return prefix + fileName;
}

/** The place that a key is the list of users of. */
export function isSharedKey(key: string): boolean {
  return key.endsWith(`/${fileName}`);
}

export function sharedBody(shared: SharedCluster): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(shared, null, 1)}\n`);
}

/** @throws DayError WS-STO-002 when it cannot be read: nothing is guessed about a cluster that may be in use */
export function readShared(bytes: Uint8Array, key: string): SharedCluster {
  try {
    return shape.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (cause) {
    throw new DayError("WS-STO-002", `The record of a shared cluster, ${key}, cannot be read`, { cause });
  }
}

/**
 * A workset has need of the cluster.
 *
 * 1. There is none, or nobody is at it who could make it: this workset makes it.
 * 2. It is idle: this workset makes it usable, so that no deadline is left.
 * 3. It is broken or closing: it is waited for until it is gone. Whoever waits for that is no user.
 */
export function joined(
  shared: SharedCluster | undefined,
  workset: string,
  { stays, ...named }: SharedName & { readonly stays: boolean },
): SharedCluster {
  if (shared?.phase === "broken" || shared?.phase === "closing") return shared;
  const before: SharedCluster = shared ?? { v: 1, ...named, phase: "making", users: [] };
  const users = before.users.includes(workset) ? before.users : [...before.users, workset];
  const next = { ...before, users, ...stays ? { stays } : {} };
  const isMade = before.phase === "making" && before.maker !== undefined && before.users.includes(before.maker);
  return before.phase === "ready" || isMade ? next : { ...next, phase: "making", maker: workset };
}

/** What a workset does that has need of it. */
export function turnOf({ phase, maker, users }: SharedCluster, workset: string): "make" | "use" | "wait" {
  if (!users.includes(workset)) return "wait";
  if (phase === "ready") return "use";
  return phase === "making" && maker === workset ? "make" : "wait";
}

/** It stands and may be used. */
export function made(shared: SharedCluster): SharedCluster {
  return { ...shared, phase: "ready", maker: undefined, has_deadline: undefined };
}

/** It was ready and does not stand any more: whoever has seen that makes it again. */
export function vanished(shared: SharedCluster, workset: string): SharedCluster {
  return shared.phase === "ready" ? { ...shared, phase: "making", maker: workset } : shared;
}

/** A workset has no need of it any more. Of a creation that its maker leaves, all goes; those who wait for it begin again. */
export function left(shared: SharedCluster, workset: string): SharedCluster {
  if (shared.phase === "making" && shared.maker === workset) {
    return { ...shared, phase: "broken", maker: undefined, users: [] };
  }
  return { ...shared, users: shared.users.filter((each) => each !== workset) };
}

/** It goes no sooner than then. */
export function kept(shared: SharedCluster, until: Date): SharedCluster {
  const before = Date.parse(shared.keep_until ?? "") || 0;
  return before >= until.getTime() ? shared : { ...shared, keep_until: until.toISOString() };
}

/** What is to be done with a cluster that nobody uses; nothing while somebody does. */
export type Deed = "rest" | "remove";

/**
 * @param now milliseconds
 * @param idle milliseconds that it rests before it goes
 */
export function deedFor(shared: SharedCluster, now: number, idle: number): Deed | undefined {
  const { phase, users, stays, keep_until: until } = shared;
  if (phase === "broken") return "remove";
  if (phase === "closing") return shared.goes === true ? "remove" : "rest";
  if (users.length > 0 || stays === true) return undefined;
  // What nobody makes any more.
  if (phase === "making") return "remove";
  const isDue = until === undefined || Date.parse(until) <= now;
  if (phase === "idle") return isDue ? "remove" : undefined;
  return idle === 0 && isDue ? "remove" : "rest";
}

/** Somebody sees to it from here on: nobody can use it any more until that is done. */
export function closed(shared: SharedCluster, deed: Deed): SharedCluster {
  return { ...shared, phase: "closing", users: [], maker: undefined, goes: deed === "remove" };
}

/** It rests, and goes when its time is over. */
export function rested(shared: SharedCluster, until: Date, hasDeadline: boolean): SharedCluster {
  return kept({ ...shared, phase: "idle", goes: undefined, has_deadline: hasDeadline }, until);
}
