import type { FileSystemFate } from "../../names/deadline_messages.ts";
import { lastFact } from "../../state/journal/facts.ts";
import type { ClusterMemory } from "../known/remember_cluster.ts";
import type { RecordedPreparation } from "../prepare.ts";

/** What becomes of the file system with the cluster, as the newest creation of it has settled; it may have been made elsewhere. */
export function fileSystemFate({ runs }: ClusterMemory): FileSystemFate {
  for (const { facts } of runs.toReversed()) {
    const prepared = lastFact(facts, "decided", ({ key }) => key === "prepared")?.value;
    if (prepared === undefined) continue;
    const { settings } = prepared as unknown as RecordedPreparation;
    return settings.auto_delete_fsx.value === "Delete" ? "goes" : "stays";
  }
  return "unknown";
}
