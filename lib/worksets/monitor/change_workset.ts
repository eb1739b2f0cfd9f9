import { DayError } from "../../host/errors/day_error.ts";
import { sentinelBody, sentinelName } from "../contract/sentinels.ts";
import { isSettled, isTerminal, type Journal, journalBody, journalName } from "../protocol/journal.ts";
import { journalOf } from "../protocol/journal_of.ts";
import { isAlive } from "../protocol/judge.ts";
import { look, type Looked } from "../protocol/look.ts";
import type { ProtocolDeps } from "../protocol/protocol_deps.ts";
import { type Place, placeOf } from "../protocol/sighting.ts";
import { requireWorkset } from "./require_workset.ts";
import { writeOver } from "../protocol/write_over.ts";

type ChangeDeps = Pick<ProtocolDeps, "store" | "clock" | "random">;

/** What was changed of a workset, for people. */
export type WorksetChanged = { readonly workset: string; readonly done: string };

/**
 * Has a workset worked on again. Its inputs stay as they are; the journal keeps what the earlier attempts were.
 *
 * @param inPlace in the same folder on the same cluster, as far as they stand
 * @throws DayError WS-LCK-001 while somebody works on it; WS-OPS-002 where there is none of that name, or nothing to try again
 */
export async function retryWorkset(
  deps: ChangeDeps,
  root: string,
  workset: string,
  { inPlace }: { readonly inPlace: boolean },
): Promise<WorksetChanged> {
  const place = placeOf(root, workset);
  await requireWorkset(deps.store, place);
  const looked = await lookAtIdle(deps, place);
  const { sentinels } = looked.known.sighting;
  if (sentinels.ignore !== undefined) {
    throw new DayError(
      "WS-OPS-002",
      `${workset} cannot be retried, because its marker file daylily.ignore excludes it`,
      {
        fix: "delete the marker file daylily.ignore, then run the command again",
      },
    );
  }
  const journal = looked.journal?.value;
  if (journal === undefined && sentinels.error === undefined && sentinels.complete === undefined) {
    throw new DayError("WS-OPS-002", `${workset} cannot be retried, because it has not ended`);
  }
  if (journal !== undefined) {
    // What was left half-way on another host is given up: another attempt begins from the start.
    const left = isTerminal(journal) ? journal : givenUp(journal);
    await changeJournal(deps, place, looked, { ...left, in_place: inPlace ? true : undefined });
  }
  await removeLock(deps, looked);
  for (const kind of ["in_progress", "error", "complete"] as const) {
    await deps.store.remove(place.prefix + sentinelName(kind), "any");
  }
  const how = inPlace ? " in the same folder" : "";
  const when = sentinels.ready === undefined ? "once its marker file daylily.ready is uploaded" : "at its next poll";
  return { workset, done: `a monitor starts ${workset} again${how} ${when}` };
}

/**
 * Has the work on a workset ended without a verdict, by whoever is at it.
 *
 * @throws DayError WS-OPS-002 where there is none of that name
 */
export async function cancelWorkset(
  { store, clock }: ChangeDeps,
  root: string,
  workset: string,
): Promise<WorksetChanged> {
  const place = placeOf(root, workset);
  await requireWorkset(store, place);
  const body = new TextEncoder().encode(sentinelBody(clock.now(), "cancelled by an operator"));
  await store.put(place.prefix + sentinelName("ignore"), body, "absent");
  return {
    workset,
    done: `${workset} is ignored from now on; a running pipeline is stopped within five renewals of its lease`,
  };
}

/**
 * Takes the lock of an owner away that is gone.
 *
 * @throws DayError WS-OPS-002 where there is none of that name; WS-LCK-001 while the lease is alive, unless it is to be forced
 */
export async function unlockWorkset(
  deps: ChangeDeps,
  root: string,
  workset: string,
  { force, host }: { readonly force: boolean; readonly host: string },
): Promise<WorksetChanged> {
  const place = placeOf(root, workset);
  await requireWorkset(deps.store, place);
  const looked = force ? await lookHard(deps, place) : await lookAtIdle(deps, place);
  const journal = looked.journal?.value;
  if (journal !== undefined && !isSettled(journal)) {
    const isElsewhere = !isTerminal(journal) && journal.local !== undefined && journal.local.host !== host;
    // Its steps lie on a host that nobody reaches: they are done again.
    await changeJournal(deps, place, looked, { ...isElsewhere ? givenUp(journal) : journal, released: true });
    if (isElsewhere) await deps.store.remove(place.prefix + sentinelName("in_progress"), "any");
  }
  await removeLock(deps, looked);
  const isUnfinished = journal !== undefined && !isSettled(journal);
  if (looked.lock === undefined && !isUnfinished) {
    return { workset, done: `${workset} has no lock; nothing was changed` };
  }
  const then = isUnfinished ? "; a monitor continues it at its next poll" : "";
  return { workset, done: `${workset} is unlocked${then}` };
}

/** Nobody goes on with this attempt any more. */
function givenUp(journal: Journal): Journal {
  return { ...journal, phase: "cancelled", projected: true, local: undefined };
}

async function lookAtIdle(deps: ChangeDeps, place: Place): Promise<Looked> {
  const looked = await lookHard(deps, place);
  const { lock, known: { lease, sighting } } = looked;
  if (lock === undefined || !isAlive(lease, sighting.date - lock.modified)) return looked;
  const age = Math.round((sighting.date - lock.modified) / 1000);
  const who = lease === undefined
    ? "a monitor of an older version"
    : `${lease.owner} on ${lease.host} (pid ${lease.pid})`;
  const message = `a monitor is working on ${place.workset}: ${who} renewed its lease (time-limited lock) ${age} s ago`;
  throw new DayError("WS-LCK-001", message, {
    fix:
      "wait until it has finished, stop that monitor with Ctrl-C (the pipeline keeps running), or cancel the workset; " +
      "use unlock --force only if that process has ended for good",
  });
}

/** With the journal, whoever holds the lock. */
async function lookHard(deps: ChangeDeps, place: Place): Promise<Looked> {
  const looked = await look(deps, place, {});
  return { ...looked, journal: looked.journal ?? await journalOf(deps.store, place) };
}

async function changeJournal(deps: ChangeDeps, place: Place, { journal }: Looked, next: Journal): Promise<void> {
  const known = { etag: journal?.etag, bytes: new Uint8Array() };
  if (await writeOver(deps, place.prefix + journalName, known, journalBody(next)) !== undefined) return;
  throw new DayError("WS-LCK-001", `a monitor changed ${place.workset} at the same moment`, {
    fix: "check its state, then run the command again",
  });
}

async function removeLock({ store }: ChangeDeps, { lock }: Looked): Promise<void> {
  if (lock !== undefined) await store.remove(lock.key, { etag: lock.etag });
}
