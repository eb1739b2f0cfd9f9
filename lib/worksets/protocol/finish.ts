import { sentinelBody, sentinelName } from "../contract/sentinels.ts";
import type { Held } from "./hold.ts";
import { insist } from "./insist.ts";
import { isKept, isTerminal, type Journal, owesTeardown } from "./journal.ts";
import type { ProtocolDeps } from "./protocol_deps.ts";

/** How the work on a workset has ended. */
export type Ending =
  | { readonly phase: "complete" | "cancelled" }
  | { readonly phase: "error"; readonly error: NonNullable<Journal["error"]> };

/** What belongs to the end and is not the protocol's business. */
export type EndDeeds = {
  /** Puts the verdict into the mirror, as its last object. */
  seal(held: Held): Promise<void>;
  /** Tells whoever wants to know of the verdict. What fails here is nobody's failure. */
  announce(held: Held): Promise<void>;
  /** Removes what was made for the workset. @returns whether it is gone */
  tearDown(held: Held): Promise<boolean>;
  /** Takes away what is needed no more, last of all. */
  clear(held: Held): Promise<void>;
};

/**
 * Ends the work on a workset.
 *
 * 1. The verdict is written into the journal: this is the decision, and exactly one can be.
 * 2. It is sealed into the mirror, then shown beside the inputs. A verdict that stands already stays.
 * 3. The journal notes that it is shown. Whoever finds a verdict without this note begins again at 2.
 * 4. Whoever wants to know of the verdict is told; the journal notes that as well.
 * 5. What was made for the workset is removed. If that fails, the lock is left to expire: then somebody tries again.
 * 6. `in_progress` goes only now: a verdict beside it is looked at again by whoever comes, also when the lock was taken away by hand.
 * 7. What is needed no more goes, and the lock is given back.
 */
export async function finish(deps: ProtocolDeps, held: Held, ending: Ending, deeds: EndDeeds): Promise<void> {
  const { store, clock } = deps;
  const { prefix } = held.place;
  const told = () => insist(deps, held, () => held.note((journal) => decided(journal, ending, clock.now())));
  if (!isTerminal(held.journal())) await told();
  if (!held.journal().projected) {
    const { phase } = held.journal();
    if (phase === "complete" || phase === "error") {
      await insist(deps, held, () => deeds.seal(held));
      const body = new TextEncoder().encode(verdictBody(held.journal(), clock.now()));
      await insist(deps, held, () => store.put(prefix + sentinelName(phase), body, "absent"));
    }
    await insist(deps, held, () => held.note((journal) => ({ ...journal, projected: true })));
  }
  await insist(deps, held, () => deeds.announce(held));
  if (isKept(held.journal(), clock.now().getTime())) {
    // Beside `in_progress` it is looked at again; whoever comes when the time is over may take it at once.
    await insist(deps, held, () => held.note((journal) => ({ ...journal, released: true })));
    return await insist(deps, held, () => held.giveBack());
  }
  if (owesTeardown(held.journal())) {
    if (!await deeds.tearDown(held)) return held.stop();
    const destroyed = ({ cluster, ...journal }: Journal) => ({
      ...journal,
      cluster: cluster && { ...cluster, destroyed: true },
    });
    await insist(deps, held, () => held.note(destroyed));
  }
  await insist(deps, held, () => store.remove(prefix + sentinelName("in_progress"), "any"));
  await insist(deps, held, () => deeds.clear(held));
  await insist(deps, held, () => held.giveBack());
}

function decided(journal: Journal, ending: Ending, at: Date): Journal {
  const { phase } = ending;
  const { epoch, owner } = journal;
  const entry = { at: at.toISOString(), event: phase, epoch, owner };
  return {
    ...journal,
    phase,
    projected: false,
    finished: at.toISOString(),
    error: ending.phase === "error" ? ending.error : undefined,
    history: [...journal.history, entry],
  };
}

/** What the sentinel of a verdict says. */
export function verdictBody({ phase, attempt, started, finished, results, error }: Journal, at: Date): string {
  if (phase === "error") return sentinelBody(at, `${error?.code} step=${error?.step} ${error?.message}`);
  const seconds = Math.round((Date.parse(finished ?? "") - Date.parse(started)) / 1000);
  return sentinelBody(
    at,
    `attempt=${attempt} duration_s=${seconds}${results === undefined ? "" : ` results=${results}`}`,
  );
}
