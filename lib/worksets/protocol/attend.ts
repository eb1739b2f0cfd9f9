import { type EndDeeds, type Ending, finish } from "./finish.ts";
import type { Held } from "./hold.ts";
import { insist } from "./insist.ts";
import type { Journal } from "./journal.ts";
import { judge, type Me, type Purpose, type Verdict } from "./judge.ts";
import { look, type Looked, type Memory } from "./look.ts";
import type { ProtocolDeps } from "./protocol_deps.ts";
import type { Place } from "./sighting.ts";
import { type Lost, take } from "./take.ts";

/** What is done with a workset that is held. */
export type Work = EndDeeds & {
  /**
   * The steps, as far as they are not done. Ends when `held.lost` or `held.ignored` is aborted.
   *
   * @throws Released when the monitor is to stop and somebody else shall go on
   */
  process(held: Held): Promise<Ending>;
  /** Ends what goes on, for a workset that is given up. */
  halt(held: Held): Promise<void>;
};

/** The monitor stops; the work goes on later, or elsewhere. */
export class Released extends Error {
  override readonly name = "Released";
}

export type Attendance = {
  readonly me: Me;
  readonly owner: string;
  /** Between the lock and the second look, for monitors of earlier generations (ms). */
  readonly contention: number;
  readonly place: Place;
  readonly work: Work;
};

/** What a look at a workset has led to. */
export type Considered = { readonly looked: Looked; readonly verdict: Verdict };

/** How a workset was left. */
export type Attended =
  | Lost
  | { readonly is: "released" }
  | { readonly is: "ended"; readonly journal: Journal; readonly purpose: Purpose };

/** Looks at a workset and judges what is to be done. Changes nothing. */
export async function consider(
  deps: Pick<ProtocolDeps, "store" | "clock">,
  place: Place,
  me: Me,
  memory: Memory,
): Promise<Considered> {
  const looked = await look(deps, place, memory);
  return { looked, verdict: judge(looked.known, me) };
}

/** Takes a workset in hand and does for it what there is to be done, to the end. */
export async function attend(
  deps: ProtocolDeps,
  { me, place, work, owner, contention }: Attendance,
  purpose: Purpose,
  { lock, journal }: Looked,
): Promise<Attended> {
  const taking = { place, purpose, lock, journal, owner, leaseSeconds: me.leaseSeconds, contention };
  const taken = await take(deps, taking);
  return taken.is === "lost" ? taken : await see(deps, taken.held, purpose, work);
}

async function see(deps: ProtocolDeps, held: Held, purpose: Purpose, work: Work): Promise<Attended> {
  try {
    const ending = await endingOf(held, purpose, work).catch(ifReleased);
    const left = ending === "released" ? ending : await finish(deps, held, ending, work).catch(ifReleased);
    if (left === "released") {
      await insist(deps, held, () => held.note((journal) => ({ ...journal, released: true })));
      await insist(deps, held, () => held.giveBack());
      return { is: "released" };
    }
    return { is: "ended", journal: held.journal(), purpose };
  } catch (error) {
    if (held.lost.aborted) return { is: "lost", why: held.lost.reason.message, hadLease: true };
    throw error;
  } finally {
    held.stop();
  }
}

function ifReleased(error: unknown): "released" {
  if (error instanceof Released) return "released";
  throw error;
}

async function endingOf(held: Held, purpose: Purpose, work: Work): Promise<Ending> {
  const { phase } = held.journal();
  // Only what follows from the verdict is left, which stands in the journal.
  if (purpose === "settle") return { phase: phase === "complete" ? phase : "cancelled" };
  if (purpose === "cancel") {
    await work.halt(held);
    return { phase: "cancelled" };
  }
  return await work.process(held);
}
