import type { Version } from "../../aws/objects/change_object.ts";
import { DayError } from "../../host/errors/day_error.ts";
import { sentinelName } from "../contract/sentinels.ts";
import { type Journal, journalBody, journalName } from "./journal.ts";
import { type Lease, leaseBody } from "./lease.ts";
import { leaseTimes } from "./lease_times.ts";
import type { ProtocolDeps } from "./protocol_deps.ts";
import { type Place, sight } from "./sighting.ts";
import { writeOver } from "./write_over.ts";

/** A workset that this monitor holds, until it gives it back or loses it. */
export type Held = {
  readonly place: Place;
  readonly lease: Lease;
  /** The journal as it was last written. */
  journal(): Journal;
  /** Notes what `change` makes of the journal. @throws DayError WS-LCK-001 when the workset is held no more */
  note(change: (journal: Journal) => Journal): Promise<void>;
  /** To be called before everything that changes something. @throws DayError WS-LCK-001 when the workset is held no more */
  guard(): void;
  /** Aborted as soon as the workset is held no more. */
  readonly lost: AbortSignal;
  /** Aborted as soon as it is held no more, also when it was given back in good order. */
  readonly over: AbortSignal;
  /** Aborted when somebody wants the work to end: `daylily.ignore` was seen. */
  readonly ignored: AbortSignal;
  /** What the lock tells others. */
  step(name: string): void;
  /** The journal has been written for the first time. */
  own(journal: Version): void;
  /** Removes the lock, when it is still ours, and stops. */
  giveBack(): Promise<void>;
  /** Stops renewing; the lock stays and expires. */
  stop(): void;
};

export type Holding = {
  readonly place: Place;
  readonly lease: Lease;
  readonly lock: Version;
  /** When the lock was sent (`clock.ticks`). */
  readonly sent: number;
  readonly journal: Journal;
};

/** So many renewals pass between two looks for `daylily.ignore`. */
const looksEvery = 5;
/** A renewal without an answer is sent again after this pause (ms). */
const pauseAfterFailure = 5_000;

/**
 * Keeps a lease.
 *
 * 1. It is renewed three times in its length, over exactly the lock that was written last. Refused: lost, for good.
 * 2. Whatever the reason, when the last renewal that succeeded was sent too long ago, it is lost as well: others may not take it
 *    over before that time, so that two never change anything at once. No step can delay this.
 * 3. What changes something asks `guard` first. The journal is written over its own last version only; refused: lost.
 */
export function hold(deps: ProtocolDeps, { place, ...begin }: Holding): Held {
  const { store, clock } = deps;
  const times = leaseTimes(begin.lease.lease_s);
  const lockKey = place.prefix + sentinelName("lock");
  const [lost, ignored, ended] = [new AbortController(), new AbortController(), new AbortController()];
  let { lease, lock, sent, journal } = begin;
  let version: Version | undefined;
  let step = lease.step;
  let renewing: Promise<void> = Promise.resolve();
  let noting: Promise<void> = Promise.resolve();

  const lose = (why: string) => {
    lost.abort(new DayError("WS-LCK-001", `The lease of ${place.workset} is lost: ${why}`));
    ended.abort();
  };
  const guard = () => {
    if (ended.signal.aborted) lose("it was released");
    else if (clock.ticks() - sent > times.stop) lose("it could not be renewed in time");
    lost.signal.throwIfAborted();
  };
  const noteNow = async (change: (journal: Journal) => Journal) => {
    guard();
    if (version === undefined) throw new Error("the journal still belongs to another monitor");
    const next = change(journal);
    const written = await writeOver(deps, place.prefix + journalName, version, journalBody(next));
    if (written === undefined) lose("another monitor changed the journal");
    lost.signal.throwIfAborted();
    if (written !== undefined) [journal, version] = [next, written];
  };
  const renew = async () => {
    const next: Lease = { ...lease, seq: lease.seq + 1, step };
    const sending = clock.ticks();
    const renewed = await writeOver(deps, lockKey, lock, leaseBody(clock.now(), next));
    if (renewed === undefined) return lose("somebody changed or deleted the lock");
    [lease, lock, sent] = [next, renewed, sending];
    if (lease.seq % looksEvery === 0 && (await sight(store, place)).sentinels.ignore) ignored.abort();
  };
  const renewAlways = async () => {
    let pause = times.renew;
    while (!ended.signal.aborted) {
      await clock.sleep(pause, ended.signal);
      renewing = renew();
      pause = await renewing.then(() => times.renew, () => Math.min(pauseAfterFailure, times.renew));
    }
  };
  const stopInTime = async () => {
    while (!ended.signal.aborted) {
      await clock.sleep(Math.max(1, times.stop - (clock.ticks() - sent)), ended.signal);
      if (clock.ticks() - sent >= times.stop) lose("it could not be renewed in time");
    }
  };
  // Both end by being aborted.
  renewAlways().catch(() => {});
  stopInTime().catch(() => {});

  return {
    place,
    lease,
    lost: lost.signal,
    over: ended.signal,
    ignored: ignored.signal,
    guard,
    journal: () => journal,
    own: (first) => void (version = first),
    step: (name) => void (step = name),
    note(change) {
      const noted = noting.catch(() => {}).then(() => noteNow(change));
      noting = noted;
      return noted;
    },
    async giveBack() {
      ended.abort();
      await renewing.catch(() => {});
      if (lost.signal.aborted || lock.etag === undefined || clock.ticks() - sent > times.stop) return;
      await store.remove(lockKey, { etag: lock.etag });
    },
    stop: () => ended.abort(),
  };
}
