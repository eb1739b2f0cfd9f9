import type { Held } from "../protocol/hold.ts";
import type { WorkDeps } from "./work_deps.ts";

/** Whether the pipeline runs on this host and not on a head node. What has begun stays where it is. */
export function isHere({ options }: Pick<WorkDeps, "options">, held: Held): boolean {
  const { local, headnode } = held.journal();
  if (local !== undefined || headnode !== undefined) return local !== undefined;
  return options.runLocation === "local";
}
