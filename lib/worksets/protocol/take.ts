import { noVersion, type Version } from "../../aws/objects/change_object.ts";
import { sentinelBody, sentinelName } from "../contract/sentinels.ts";
import type { Listed } from "../store/store.ts";
import { type Held, hold } from "./hold.ts";
import { adopted, firstJournal, type Journal, journalBody, journalName, nextAttempt } from "./journal.ts";
import type { JournalRead } from "./journal_of.ts";
import type { Purpose } from "./judge.ts";
import { type Lease, leaseBody } from "./lease.ts";
import type { ProtocolDeps } from "./protocol_deps.ts";
import { type Place, sight } from "./sighting.ts";
import { writeOver } from "./write_over.ts";

export type Taking = {
  readonly place: Place;
  readonly purpose: Purpose;
  /** The lock as it was seen; nothing where there was none. */
  readonly lock: Listed | undefined;
  /** The journal as it was read. */
  readonly journal: JournalRead | undefined;
  /** The identity of this monitor. */
  readonly owner: string;
  readonly leaseSeconds: number;
  /** Between the lock and the second look, for monitors of earlier generations (ms). */
  readonly contention: number;
};

/** Taken, or why not. Whoever loses has changed no sentinel but the lock that he wrote himself. */
export type Taken = { readonly is: "held"; readonly held: Held } | Lost;

export type Lost = {
  readonly is: "lost";
  readonly why: string;
  /** Its lease was lost; otherwise the workset was never ours. */
  readonly hadLease: boolean;
};

/**
 * Takes a workset in hand: 6 requests with the look that came before.
 *
 * 1. The lock is written, over nothing or over exactly the one that had expired. Refused: another was faster, nothing is written.
 * 2. The sentinels are listed again: `ignore` or a verdict may have come, `ready` may have gone. Then the lock is given back.
 * 3. The journal is written over exactly what was read, with the next epoch. It is the fence: whoever held the workset before can
 *    write no journal any more, and without the journal nothing is decided. Refused: the lock is given back.
 * 4. `in_progress` is written, for people and for readers of earlier generations.
 */
export async function take(deps: ProtocolDeps, taking: Taking): Promise<Taken> {
  const { place, purpose, owner, leaseSeconds } = taking;
  const { store, clock } = deps;
  const at = clock.now();
  const journal = nextJournal(taking, at);
  const lease: Lease = {
    v: 1,
    owner,
    ...deps.self,
    nonce: deps.unique(),
    epoch: journal.epoch,
    attempt: journal.attempt,
    lease_s: leaseSeconds,
    seq: 0,
    step: "claim",
  };
  const sent = clock.ticks();
  const lockKey = place.prefix + sentinelName("lock");
  const known: Version = taking.lock === undefined ? noVersion : { etag: taking.lock.etag, bytes: new Uint8Array() };
  const lock = await writeOver(deps, lockKey, known, leaseBody(at, lease));
  if (lock === undefined) return { is: "lost", why: "another monitor was faster", hadLease: false };

  const held = hold(deps, { place, lease, lock, sent, journal });
  try {
    if (taking.contention > 0) await clock.sleep(taking.contention, held.lost);
    const why = await whatCameBetween(deps, place, purpose);
    if (why !== undefined) return await giveBack(held, why);
    const journalKey = place.prefix + journalName;
    const before: Version = taking.journal === undefined
      ? noVersion
      : { etag: taking.journal.etag, bytes: new Uint8Array() };
    held.guard();
    const version = await writeOver(deps, journalKey, before, journalBody(journal));
    if (version === undefined) return await giveBack(held, "the journal was changed by another monitor");
    held.own(version);
    if (purpose !== "settle") {
      held.guard();
      const { attempt, epoch } = journal;
      const detail = `owner=${owner} attempt=${attempt} epoch=${epoch}`;
      const body = new TextEncoder().encode(sentinelBody(clock.now(), detail));
      await store.put(place.prefix + sentinelName("in_progress"), body, "any");
    }
    return { is: "held", held };
  } catch (error) {
    held.stop();
    if (held.lost.aborted) return { is: "lost", why: held.lost.reason.message, hadLease: true };
    throw error;
  }
}

function nextJournal({ place, purpose, owner, journal }: Taking, at: Date): Journal {
  const writer = { owner, at };
  if (journal === undefined) return firstJournal(place.workset, writer);
  return purpose === "rearm" ? nextAttempt(journal.value, writer) : adopted(journal.value, purpose, writer);
}

/** Why the workset is not taken after all. What is only to be ended is ended whatever has come. */
async function whatCameBetween({ store }: ProtocolDeps, place: Place, purpose: Purpose): Promise<string | undefined> {
  const { ready, ignore, complete, error } = (await sight(store, place)).sentinels;
  if (purpose === "cancel" || purpose === "settle") return undefined;
  if (ignore !== undefined) return "it is to be ignored";
  if (complete !== undefined || error !== undefined) return "it has a verdict";
  return purpose !== "adopt" && ready === undefined ? "it is not armed any more" : undefined;
}

async function giveBack(held: Held, why: string): Promise<Taken> {
  await held.giveBack();
  return { is: "lost", why, hadLease: false };
}
