import type { Remembered } from "../../state/journal/facts.ts";
import type { ClusterMemory } from "./remember_cluster.ts";

/** All that is remembered of a cluster. Without journals the newest record is all there is. */
export function resourcesOf({ runs, records, resources }: ClusterMemory): readonly Remembered[] {
  const isJournaled = records.every(({ run_id }) => runs.some(({ id }) => id === run_id));
  return isJournaled || resources.length > 0 ? resources : records.at(-1)?.resources ?? [];
}
