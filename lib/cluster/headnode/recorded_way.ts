import { type Via, viaOf } from "../../host/net/via.ts";
import { lastFact } from "../../state/journal/facts.ts";
import type { ClusterMemory } from "../known/remember_cluster.ts";

/** How the head node of a cluster was reached last, and what opens it; `key`: "" where no record says it. */
export function recordedWay({ runs, records }: ClusterMemory): { readonly via: Via; readonly key: string } {
  const last = runs.findLast(({ operation }) => operation === "create" || operation === "headnode");
  const request = last && lastFact(last.facts, "run")?.request as { readonly via?: string } | undefined;
  return { via: viaOf(request?.via), key: records.findLast(({ pem_path }) => pem_path !== "")?.pem_path ?? "" };
}
