import type { Found } from "../../aws/resource.ts";
import { pclusterOmicsAnalysis } from "../../aws/resources/pcluster_omics_analysis.ts";
import type { Json } from "../../host/json.ts";
import { nameInKey } from "../../names/name_in_key.ts";
import type { Removal } from "../../state/walks/remove_one.ts";
import { cluster as clusterKind } from "../pcluster/cluster.ts";
import type { DeleteRequest } from "../known/delete_request.ts";
import { type DeletionSurvey, isDoomed, type SurveyedFileSystem } from "./survey_deletion.ts";

/** Something that a deletion removes, keeps or could not remove. */
export type Item = { readonly kind: string; readonly name: string; readonly why: string };

/** What a deletion is going to do. */
export type DeletionPlan = { readonly deleted: readonly Item[]; readonly kept: readonly Item[] };

export function planDeletion(survey: DeletionSurvey, request: DeleteRequest): DeletionPlan {
  const { place, look, fileSystems, around, network } = survey;
  const standing = [...around.heartbeat, ...around.deadline].filter(({ seen }) => !isAbsent(seen));
  const budget = budgetItems(survey, request);
  const free = network?.is === "free" && !isAbsent(network.removal.seen) ? [itemOf(network.removal)] : [];
  const clusterItem = { kind: clusterKind.kind, name: place.cluster, why: "" };
  return {
    deleted: [
      ...(look.is === "there" ? [clusterItem] : []),
      ...fileSystems.filter(isDoomed).map(fileSystemItem),
      ...standing.map((each) => itemOf(each)),
      ...budget.deleted,
      ...free,
    ],
    kept: [
      ...fileSystems.filter((each) => !isDoomed(each)).map(fileSystemItem),
      ...budget.kept,
      ...(network?.is === "kept" ? [{ kind: "network-stack", name: network.title, why: network.why }] : []),
      ...sharedItems(survey),
    ],
  };
}

const isAbsent = (seen: Found<Json, Json> | undefined) => seen?.is === "absent";

export function itemOf({ kind, key, title }: Removal, why = ""): Item {
  return { kind, name: title.replace(/^(schedule|topic|budget) /, "") || key, why };
}

function fileSystemItem({ id, capacity, fate }: SurveyedFileSystem): Item {
  const whys = {
    goes: "deleted with the cluster",
    stays: "kept, because the ParallelCluster configuration file says Retain; it continues to cost money",
    apart: "kept, because it was left by an earlier cluster of this name; it continues to cost money",
    unknown: "deleted with the cluster, unless the ParallelCluster configuration file says Retain",
  };
  return { kind: "file-system", name: id, why: `${capacity} GiB, ${whys[fate]}` };
}

function budgetItems({ budget }: DeletionSurvey, { purge_budget: purge }: DeleteRequest): DeletionPlan {
  const own = budget.filter(({ removal }) => !isAbsent(removal.seen)).map(({ removal, origin }) => ({
    item: itemOf(removal),
    isGoing: purge && origin === "created",
  }));
  const why = purge ? "it existed before the run" : "it costs nothing; --purge-budget removes it";
  return {
    deleted: own.filter(({ isGoing }) => isGoing).map(({ item }) => item),
    kept: own.filter(({ isGoing }) => !isGoing).map(({ item }) => ({ ...item, why })),
  };
}

const sharedWhys: Readonly<Record<string, string>> = {
  "network-stack":
    "shared by all clusters of the availability zone; --network-if-last deletes it with the last cluster",
  "managed-policy": "shared by the clusters of the account",
  "scheduler-role": "shared by the clusters of the account",
  budget: "shared by the clusters of the account",
  "tags-table-line": "shared by the clusters of the region",
};

/** What is remembered beside the cluster and is not its own. */
function sharedItems({ place, resources, budget, network }: DeletionSurvey): readonly Item[] {
  const { name: omicsPolicy } = pclusterOmicsAnalysis(place.account);
  const own = new Set(budget.map(({ removal }) => `${removal.kind} ${removal.key}`));
  return resources.flatMap(({ kind, key }): Item[] => {
    const why = sharedWhys[kind];
    if (why === undefined || own.has(`${kind} ${key}`)) return [];
    if (kind === "network-stack" && network !== undefined) return [];
    // The other policies give people their rights, or are the network's: a creation only meets them.
    if (kind === "managed-policy" && nameInKey(key) !== omicsPolicy) return [];
    return [{ kind, name: key.split("/").at(-1) ?? key, why }];
  });
}
