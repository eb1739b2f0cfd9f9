import { type Via, viaOf } from "../../host/net/via.ts";
import type { Json } from "../../host/json.ts";
import { lastFact } from "../../state/journal/facts.ts";
import type { StateRecord } from "../../state/state_record.ts";
import type { ClusterMemory, ClusterPlace } from "../known/remember_cluster.ts";
import { type HeadNode, headNodeAt } from "./head_node.ts";

/** How the head node of a cluster was reached last, and what opens it. */
export function recordedWay(memory: ClusterMemory): { readonly via: Via; readonly key: string } {
  const request = lastRequest(memory) as { readonly via?: string } | undefined;
  return { via: viaOf(request?.via), key: recordedKey(memory.records) };
}

/** The head node that stands at this place, reached as it was last; nothing where it cannot be reached so. */
export function recordedHeadNode(
  { cluster, region }: ClusterPlace,
  memory: ClusterMemory,
  at: Parameters<typeof headNodeAt>[1],
): HeadNode | undefined {
  const { via, key } = recordedWay(memory);
  return headNodeAt({ cluster, region, via }, at, key);
}

/** What the last run was asked for that had any say in the head node. */
export function lastRequest({ runs }: ClusterMemory): Json | undefined {
  const last = runs.findLast(({ operation }) => operation === "create" || operation === "headnode");
  return last && lastFact(last.facts, "run")?.request;
}

/** The path of the private key; "" where no record says it. @param records oldest first */
export function recordedKey(records: readonly StateRecord[]): string {
  return records.findLast(({ pem_path }) => pem_path !== "")?.pem_path ?? "";
}
