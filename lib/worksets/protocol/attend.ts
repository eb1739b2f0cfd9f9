import { type Ending, type EndDeeds, finish } from "./finish.ts";
import type { Held } from "./hold.ts";
import { insist } from "./insist.ts";
import { judge, type Me, type Purpose, type SkipReason } from "./judge.ts";
import { look, type Memory } from "./look.ts";
import type { ProtocolDeps } from "./protocol_deps.ts";
import type { Place } from "./sighting.ts";
import { take } from "./take.ts";

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
  readonly contention: number;
  readonly place: Place;
  readonly memory: Memory;
  readonly work: Work;
  /** Asked before a workset is taken: whether there is room for another one. */
  readonly hasRoom: (purpose: Purpose) => boolean;
  readonly onTaken?: (held: Held, purpose: Purpose) => void;
};

/** How a workset was left. */
export type Attended =
  | { readonly is: "skipped"; readonly why: SkipReason | "no room"; readonly detail?: string }
  | { readonly is: "lost"; readonly why: string }
  | { readonly is: "released" }
  | { readonly is: "ended"; readonly held: Held; readonly purpose: Purpose };

/** Looks at a workset, and does for it what there is to be done, to the end. */
export async function attend(deps: ProtocolDeps, attendance: Attendance): Promise<Attended> {
  const { me, place, memory, work, hasRoom } = attendance;
  const { known, lock, journal } = await look(deps, place, memory);
  const verdict = judge(known, me);
  if (verdict.do === "skip") return { is: "skipped", why: verdict.why, detail: verdict.detail };
  const { purpose } = verdict;
  if (!hasRoom(purpose)) return { is: "skipped", why: "no room" };
  const { leaseSeconds } = me;
  const taken = await take(deps, { ...attendance, purpose, lock, journal, leaseSeconds });
  if (taken.is === "lost") return taken;
  attendance.onTaken?.(taken.held, purpose);
  return await see(deps, taken.held, purpose, work);
}

async function see(deps: ProtocolDeps, held: Held, purpose: Purpose, work: Work): Promise<Attended> {
  try {
    const ending = await endingOf(held, purpose, work).catch(ifReleased);
    if (ending === "released") {
      await insist(deps, held, () => held.note((journal) => ({ ...journal, released: true })));
      await insist(deps, held, () => held.giveBack());
      return { is: "released" };
    }
    await finish(deps, held, ending, work);
    return { is: "ended", held, purpose };
  } catch (error) {
    if (held.lost.aborted) return { is: "lost", why: held.lost.reason.message };
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
