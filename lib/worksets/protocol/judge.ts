import { isKept, isSettled, isTerminal, type Journal } from "./journal.ts";
import type { Lease } from "./lease.ts";
import { leaseTimes, legacyLease } from "./lease_times.ts";
import type { Sighting } from "./sighting.ts";

/** What a monitor knows of a workset when it decides what to do. */
export type Known = {
  readonly sighting: Sighting;
  /** Nothing: there is no journal. */
  readonly journal: Journal | undefined;
  /** What the lock says; nothing when there is none or it is that of an earlier generation. */
  readonly lease: Lease | undefined;
  /** For how long this monitor has seen a workset in work without a lock (ms, own clock). */
  readonly lockless: number;
};

export type Me = {
  readonly host: string;
  /** The folder that local runs are in. */
  readonly root: string;
  /** Restart what an earlier generation has left in work. */
  readonly adoptLegacy: boolean;
  readonly leaseSeconds: number;
};

/**
 * Why a workset is taken in hand:
 * `claim` from the beginning · `rearm` another attempt · `adopt` go on where an owner stopped · `cancel` end it without a verdict ·
 * `settle` the verdict stands, what follows from it is unfinished.
 */
export type Purpose = "claim" | "rearm" | "adopt" | "cancel" | "settle";

export type Verdict =
  | { readonly do: "take"; readonly purpose: Purpose }
  | { readonly do: "skip"; readonly why: SkipReason; readonly detail?: string };

export type SkipReason =
  | "no sentinels"
  | "ignored"
  | "handled"
  | "not armed"
  | "owned"
  | "lock is gone"
  | "legacy run"
  | "legacy lock"
  | "kept"
  | "elsewhere";

/** Whether more must be read than the sentinels before it can be judged. */
export function needsJournal({ sentinels }: Sighting): boolean {
  const { ready, lock, in_progress: inProgress, complete, error, ignore } = sentinels;
  if (ignore !== undefined || complete !== undefined || error !== undefined) {
    return lock !== undefined || inProgress !== undefined;
  }
  return ready !== undefined || inProgress !== undefined;
}

/** Whether a monitor of an earlier generation works on it, or did: its lock says nothing of a lease, or there is no journal. */
export function isLegacy({ sighting, journal, lease }: Known): boolean {
  if (!needsJournal(sighting)) return false;
  const { lock, in_progress: inProgress } = sighting.sentinels;
  return lock === undefined ? inProgress !== undefined && journal === undefined : lease === undefined;
}

/**
 * What is to be done about a workset. Pure; the store's clock alone says how old a lock is.
 *
 * 1. No sentinel: not a workset yet. Only a lock: not armed.
 * 2. `ignore` or a verdict, and neither lock nor `in_progress`: nothing.
 * 3. A lock that is alive: its owner sees to everything, also to an `ignore` that has come.
 * 4. No journal: with `ready` alone it is claimed; whatever else stands there comes from an earlier generation, and is left alone.
 * 5. A lock that is merely absent was taken away by hand: its owner learns of that at its next renewal, so that everybody waits until
 *    the owner must have stopped, unless the owner has said that it goes.
 * 6. `ignore`, or a verdict that is not the journal's: the work is ended without a verdict.
 * 7. The journal has a verdict: what follows from it is finished (`settle`); when all is finished and the sentinel was taken away,
 *    somebody wants another attempt.
 *    A cluster that is kept for a time is left alone until then.
 * 8. Otherwise the work is gone on with, unless it runs on another host.
 */
export function judge(known: Known, me: Me): Verdict {
  const { sighting, journal } = known;
  const { ready, lock, in_progress: inProgress, complete, error, ignore } = sighting.sentinels;
  const terminal = complete ?? error;
  if (Object.keys(sighting.sentinels).length === 0) return skip("no sentinels");
  if (!needsJournal(sighting)) return skip(ignore ? "ignored" : terminal ? "handled" : "not armed");
  if (lock !== undefined && isAlive(known.lease, sighting.date - lock.modified)) {
    if (ignore !== undefined) return skip("ignored");
    return skip(known.lease === undefined ? "legacy lock" : "owned", known.lease?.owner);
  }
  if (journal === undefined) {
    if (ignore !== undefined || terminal !== undefined) return skip(ignore ? "ignored" : "handled");
    if (inProgress !== undefined && !me.adoptLegacy) return skip("legacy run");
    return ready === undefined ? skip("not armed") : take("claim");
  }
  const isDone = isSettled(journal);
  // Also the last deed of all, the removal of `in_progress`, may still be on its way.
  const isInWork = !isDone || inProgress !== undefined;
  const { lockless } = leaseTimes(me.leaseSeconds);
  if (lock === undefined && isInWork && journal.released !== true && known.lockless < lockless) {
    return skip("lock is gone", `${Math.ceil(lockless / 1000)} s`);
  }
  if (!isTerminal(journal)) {
    if (isElsewhere(journal, me)) return skip("elsewhere", journal.local?.host);
    return take(ignore !== undefined || terminal !== undefined ? "cancel" : "adopt");
  }
  if (journal.projected && isKept(journal, sighting.date) && ignore === undefined) {
    return terminal === undefined && ready !== undefined ? take("rearm") : skip("kept", journal.cluster?.keep_until);
  }
  if (!isDone || terminal !== undefined || ignore !== undefined) return take("settle");
  if (ready !== undefined) return take("rearm");
  return inProgress === undefined ? skip("not armed") : take("settle");
}

function skip(why: SkipReason, detail?: string): Verdict {
  return { do: "skip", why, ...(detail === undefined ? {} : { detail }) };
}

function take(purpose: Purpose): Verdict {
  return { do: "take", purpose };
}

/** Whether nobody may take a lock over yet. @param age by the store's clock */
export function isAlive(lease: Lease | undefined, age: number): boolean {
  return age <= (lease === undefined ? legacyLease : leaseTimes(lease.lease_s).takeOver);
}

/** A run that was started on another host, or in another folder: nobody else can see how it goes. */
function isElsewhere({ local }: Journal, me: Me): boolean {
  return local !== undefined && (local.host !== me.host || local.root !== me.root);
}
