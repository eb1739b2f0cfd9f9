import { Released } from "../protocol/attend.ts";
import type { Held } from "../protocol/hold.ts";
import type { WorkDeps } from "./work_deps.ts";

/** Somebody wants the work to end: `daylily.ignore` has come. */
export class Ignored extends Error {
  override readonly name = "Ignored";
}

/** Throws where the work is to end or to be handed on. @param isEnding what belongs to the end is not ended by `daylily.ignore` */
export function mayGoOn({ stopping }: Pick<WorkDeps, "stopping">, held: Held, isEnding = false): void {
  held.guard();
  if (held.ignored.aborted && !isEnding) throw new Ignored();
  if (stopping.aborted) throw new Released();
}

/** Aborted as soon as nothing is to be gone on with. */
export function endOf({ stopping }: Pick<WorkDeps, "stopping">, held: Held, isEnding = false): AbortSignal {
  return AbortSignal.any([stopping, held.lost, ...isEnding ? [] : [held.ignored]]);
}
