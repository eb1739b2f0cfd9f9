import { join } from "node:path";
import { DayError } from "../../host/errors/day_error.ts";
import type { Held } from "../protocol/hold.ts";
import type { CallHeadNode, HeadNodeAnswer, HeadNodeCall } from "./head_node_port.ts";
import { endOf, mayGoOn } from "./interrupt.ts";
import { readWork } from "./read_work.ts";
import type { WorkDeps } from "./work_deps.ts";

/** Before each further try (ms); the last one repeats. */
const pauses = [5_000, 10_000, 20_000, 30_000, 60_000];
/** So long is tried what nothing that runs depends upon (ms). */
export const patience = 45 * 60_000;
/** Nobody is told more often that a head node cannot be reached (ms). */
const alarm = 15 * 60_000;
/** Another call of ours is still at it over there. */
const busy = 75;

export type Asking = {
  /** After so long without an answer it has failed (ms). Without it, never: what runs over there goes on. */
  readonly patience?: number;
  /** Called after each try without an answer; throws to give up. */
  readonly unknown?: () => void;
};

/**
 * Has something run on the head node of a workset's cluster, until there is an answer: what was called is safe to be called again. A
 * connection that fails says nothing about what runs there.
 *
 * @throws DayError WS-CLU-001 when two looks in a row have found no head node, or after `patience`; what `mayGoOn` throws
 */
export async function askHeadNode(
  deps: WorkDeps,
  held: Held,
  call: HeadNodeCall,
  { patience, unknown }: Asking,
): Promise<HeadNodeAnswer> {
  const { clock, say } = deps;
  const { workset } = held.place;
  const head = await headNodeOf(deps, held);
  const begin = clock.ticks();
  let [absences, told] = [0, -Infinity];
  for (let turn = 0;; turn++) {
    mayGoOn(deps, held);
    const contact = await contactOf(head, { ...call, signal: endOf(deps, held) }, patience !== undefined);
    mayGoOn(deps, held);
    if (contact.is === "answer" && contact.code !== busy) {
      if (turn > 0) say("info", `${workset}: the head node answers again`, { event: "headnode", workset });
      return contact;
    }
    const why = contact.is === "answer" ? "an earlier command is still running there" : contact.why;
    absences = contact.is === "gone" ? absences + 1 : 0;
    if (absences > 1) throw new DayError("WS-CLU-001", `The head node is lost: ${why}`);
    if (patience !== undefined && clock.ticks() - begin > patience) {
      throw new DayError("WS-CLU-001", `The head node could not be reached: ${why}`);
    }
    if (clock.ticks() - told >= alarm) {
      told = clock.ticks();
      const text = `${workset}: the state of the pipeline on the head node is not known, checking again: ${why}`;
      say("warn", text, { event: "headnode", workset, state: "unknown" });
    }
    unknown?.();
    await clock.sleep(pauses[Math.min(turn, pauses.length - 1)], endOf(deps, held)).catch(() => {});
  }
}

/** What this host lacks is a mistake before anything runs there, and no failure of what runs. */
async function contactOf(head: CallHeadNode, call: Parameters<CallHeadNode>[0], isFatal: boolean) {
  try {
    return await head(call);
  } catch (error) {
    if (isFatal || !(error instanceof DayError)) throw error;
    return { is: "unreached" as const, why: `${error.code} ${error.message}` };
  }
}

/** The head node of the workset's cluster, opened by the key that the workset names where this host has it. */
export async function headNodeOf(deps: WorkDeps, held: Held): Promise<CallHeadNode> {
  const { stage } = await readWork(deps, held.place.workset);
  const { name = "", region = "", profile = "" } = held.journal().cluster ?? {};
  const named = stage.pemKey === undefined ? undefined : join(deps.environment.home, ".ssh", stage.pemKey);
  const pem = named !== undefined && await deps.files.stat(named) !== undefined ? named : undefined;
  return deps.headNodeOf({ name, region, profile }, pem);
}
