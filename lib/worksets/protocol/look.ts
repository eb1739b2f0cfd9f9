import type { Listed } from "../store/store.ts";
import { journalOf, type JournalRead } from "./journal_of.ts";
import { isAlive, type Known, needsJournal } from "./judge.ts";
import { type Lease, readLease } from "./lease.ts";
import { leaseTimes } from "./lease_times.ts";
import type { ProtocolDeps } from "./protocol_deps.ts";
import { type Place, sight, type Sighting } from "./sighting.ts";

/** What a monitor remembers of a workset between two looks. */
export type Memory = {
  /** What the lock said when it was last read. */
  lease?: Lease;
  /** Since when the workset has been in work without a lock (`clock.ticks`), and in which epoch: another owner has come in between. */
  lockless?: { readonly since: number; readonly epoch: number };
};

export type Looked = {
  readonly known: Known;
  readonly lock: Listed | undefined;
  readonly journal: JournalRead | undefined;
};

/**
 * Reads as much of a workset as its judgement needs: one listing, the lock unless it is young and known, the journal unless the lock is alive.
 * A lock that has gone since the listing is no lock: the workset is looked at anew.
 */
export async function look(
  { store, clock }: Pick<ProtocolDeps, "store" | "clock">,
  place: Place,
  memory: Memory,
): Promise<Looked> {
  const sighting = await sight(store, place);
  const { lock } = sighting.sentinels;
  const known = (more: Partial<Known> = {}): Known => ({
    sighting,
    journal: undefined,
    lease: undefined,
    lockless: 0,
    ...more,
  });
  if (!needsJournal(sighting)) {
    memory.lockless = undefined;
    return { known: known(), lock, journal: undefined };
  }
  const lease = lock === undefined ? undefined : await leaseOf(store, lock, sighting, memory);
  if (lease === "gone") return await look({ store, clock }, place, memory);
  if (lock !== undefined) memory.lockless = undefined;
  if (lock !== undefined && isAlive(lease, sighting.date - lock.modified)) {
    return { known: known({ lease }), lock, journal: undefined };
  }
  const journal = await journalOf(store, place);
  if (journal === undefined) return { known: known({ lease }), lock, journal };
  const { epoch } = journal.value;
  if (lock === undefined && memory.lockless?.epoch !== epoch) memory.lockless = { since: clock.ticks(), epoch };
  const lockless = memory.lockless === undefined ? 0 : clock.ticks() - memory.lockless.since;
  return { known: known({ lease, journal: journal.value, lockless }), lock, journal };
}

/** A lock that is renewed in time need not be read again each time. */
async function leaseOf(store: ProtocolDeps["store"], lock: Listed, { date }: Sighting, memory: Memory) {
  const young = memory.lease !== undefined &&
    date - lock.modified <= leaseTimes(memory.lease.lease_s).takeOver / 2;
  if (young) return memory.lease;
  const object = await store.get(lock.key);
  memory.lease = object === undefined ? undefined : readLease(object.bytes);
  return object === undefined ? "gone" : memory.lease;
}
