import type { Clock } from "../../host/clock.ts";
import type { Held } from "../protocol/hold.ts";
import { insist } from "../protocol/insist.ts";
import type { Journal } from "../protocol/journal.ts";

/** What later steps need of a step. */
export type StepOut = Readonly<Record<string, string>>;

/** One step of the work on a workset. */
export type Step = {
  readonly name: string;
  /**
   * Does it; what was done already is found and left alone. It may be called again after any crash, and never while another owner
   * is at it.
   *
   * @param begun an earlier call may have had its effect, or a part of it
   */
  do(held: Held, begun: boolean): Promise<StepOut>;
};

export type WalkDeps = {
  readonly clock: Clock;
  readonly random: () => number;
  /** Told of each step as it begins and ends. */
  readonly tell?: (name: string, state: "started" | "done" | "failed", seconds: number) => void;
  /** Told of what a step waits out: a service that fails, credentials that have expired. */
  readonly waits?: (name: string, error: unknown) => void;
  /** After each step, whether it is done or has failed. */
  readonly ended?: () => Promise<void>;
  /** Between two steps: throws when the work is to end here. */
  readonly mayGoOn?: (held: Held) => void;
};

/** Which step has failed, and why. */
export class StepFailed extends Error {
  constructor(readonly step: string, override readonly cause: unknown) {
    super(`step ${step} failed`, { cause });
  }
}

/**
 * Walks the steps in order. The journal notes each before and after; one that is done is never done again in this attempt. What may be
 * otherwise in a moment is waited out, and the step is done again.
 *
 * @throws StepFailed; what `mayGoOn` throws; DayError WS-LCK-001 when the workset is held no more
 */
export async function walkSteps(deps: WalkDeps, held: Held, steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    deps.mayGoOn?.(held);
    const before = held.journal().steps[step.name];
    if (before?.state === "done") continue;
    held.step(step.name);
    await walkStep(deps, held, step, before !== undefined);
  }
}

async function walkStep(deps: WalkDeps, held: Held, step: Step, begun: boolean): Promise<void> {
  const { clock, tell = () => {} } = deps;
  const begin = clock.ticks();
  const seconds = () => Math.round((clock.ticks() - begin) / 1000);
  const note = (change: (entry: Journal["steps"][string]) => Journal["steps"][string]) =>
    insist(deps, held, () => held.note((journal) => withStep(journal, step.name, change)));
  const now = () => clock.now().toISOString();
  if (!begun) await note(() => ({ state: "started", started: now() }));
  tell(step.name, "started", 0);
  try {
    let again = begun;
    const work = () => {
      deps.mayGoOn?.(held);
      const doing = step.do(held, again);
      again = true;
      return doing;
    };
    const out = await insist(deps, held, work, (error) => deps.waits?.(step.name, error));
    await note((entry) => ({ ...entry, state: "done", ended: now(), out }));
  } catch (error) {
    held.lost.throwIfAborted();
    // Not a failure of the step: somebody wants the work to end, or to be gone on with elsewhere.
    if (error instanceof Error && ["Released", "Ignored"].includes(error.name)) throw error;
    tell(step.name, "failed", seconds());
    await note((entry) => ({ ...entry, state: "failed", ended: now() }));
    await deps.ended?.();
    throw new StepFailed(step.name, error);
  }
  tell(step.name, "done", seconds());
  await deps.ended?.();
}

function withStep(
  journal: Journal,
  name: string,
  change: (entry: Journal["steps"][string]) => Journal["steps"][string],
): Journal {
  const entry = journal.steps[name] ?? { state: "started", started: "" };
  return {
    ...journal,
    phase: journal.phase === "claimed" ? "running" : journal.phase,
    steps: { ...journal.steps, [name]: change(entry) },
  };
}
