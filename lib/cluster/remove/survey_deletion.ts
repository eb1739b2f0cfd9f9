import { explainAwsError, isBadCredentials } from "../../aws/aws_error.ts";
import {
  type ExportedFileSystem,
  exportedFileSystems,
} from "../../aws/questions/file_systems/exported_file_systems.ts";
import { heldResources } from "../../aws/questions/held_resources.ts";
import { poll } from "../../host/poll.ts";
import type { Remembered } from "../../state/journal/facts.ts";
import type { Removal } from "../../state/walks/remove_one.ts";
import type { CreateDeps } from "../create_deps.ts";
import { deleteCommand } from "../known/delete_command.ts";
import type { DeleteRequest } from "../known/delete_request.ts";
import { type ClusterMemory, type ClusterPlace } from "../known/remember_cluster.ts";
import { recordedHeadNode } from "../headnode/recorded_way.ts";
import { resourcesOf } from "../known/resources_of.ts";
import { isKnownHere, isMadeHere } from "../known/whose_cluster.ts";
import { type ClusterLook, lookAtCluster } from "../pcluster/look_at_cluster.ts";
import type { PclusterDeps } from "../pcluster/pcluster.ts";
import { type AroundCluster, aroundCluster } from "./around_cluster.ts";
import { type FirstExport, planFirstExport } from "./plan_first_export.ts";
import { askHeadNode, type HeadNodeAnswer } from "./ask_head_node.ts";
import { networkIfLast, type NetworkVerdict } from "./network_if_last.ts";
import { type OwnBudget, ownBudget } from "./own_budget.ts";
import { unreadable } from "./watch_deletion.ts";

/**
 * `fate`: what the cluster's stack says becomes of it. "apart": it is not in that stack, but left from an earlier cluster of the name;
 * "unknown" where the stack could not be read, or names none of the file systems.
 */
export type SurveyedFileSystem = ExportedFileSystem & { readonly fate: "goes" | "stays" | "apart" | "unknown" };

/** Whether a deletion may take it. */
export const isDoomed = ({ fate }: SurveyedFileSystem): boolean => fate === "goes" || fate === "unknown";

/** All that a deletion finds before it does anything. */
export type DeletionSurvey = {
  readonly place: ClusterPlace;
  readonly look: Exclude<ClusterLook, { readonly is: "unknown" }>;
  readonly memory: ClusterMemory;
  /** What is still remembered of the cluster, or of its newest record where there is no journal. */
  readonly resources: readonly Remembered[];
  readonly isMadeHere: boolean;
  readonly isKnown: boolean;
  readonly fileSystems: readonly SurveyedFileSystem[];
  /** Why the file systems could not be read; "" when they were. */
  readonly unreadFileSystems: string;
  readonly headNode: HeadNodeAnswer;
  readonly around: AroundCluster;
  readonly budget: readonly OwnBudget[];
  /** Nothing when nobody asked for the network, or when it is gone already. */
  readonly network: NetworkVerdict | undefined;
  /** Nothing when nobody asked for an export. */
  readonly firstExport: FirstExport | undefined;
};

/** Pauses before another look when the first one fails, in milliseconds: five looks in all. */
const pauses = [1_000, 2_000, 4_000, 8_000];

/**
 * Looks at everything that a deletion would touch, and at what goes with it. Nothing is changed.
 *
 * @throws DayError DAY-PC-007 when the cluster cannot be looked at, DAY-EXP-001 when it has nothing to export from, DAY-AWS-002 and others for what else cannot be
 */
export async function surveyDeletion(
  deps: CreateDeps,
  pcluster: PclusterDeps,
  request: DeleteRequest,
  place: ClusterPlace,
  memory: ClusterMemory,
): Promise<DeletionSurvey> {
  const { cluster } = place;
  const resources = resourcesOf(memory);
  const explained = async <T>(doing: string, work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      deps.signal.throwIfAborted();
      throw explainAwsError(error, doing);
    }
  };
  const [look, around, budget, network, files] = await Promise.all([
    certainLook(deps, pcluster, request),
    aroundSeen(aroundCluster(deps, place)),
    explained(
      `looking at the budget of cluster ${cluster}`,
      ownBudget(deps, place, memory, resources, { looked: request.purge_budget }),
    ),
    request.network_if_last
      ? explained("looking at the network", networkIfLast(deps, cluster, resources, memory))
      : undefined,
    exportedFileSystems(deps.aws, cluster).catch((error) => {
      deps.signal.throwIfAborted();
      const why = explainAwsError(error, `looking for file systems of cluster ${cluster}`);
      if (isBadCredentials(error)) throw why;
      return why;
    }),
  ]);
  const found = Array.isArray(files) ? files as readonly ExportedFileSystem[] : [];
  const unreadFileSystems = "code" in files ? files.message : "";
  const [fileSystems, headNode, firstExport] = await Promise.all([
    withFates(deps, look, found),
    headNodeOf(deps, look, memory, place, found),
    planFirstExport(deps, request, look, unreadFileSystems === "" && found.length === 0),
  ]);
  return {
    ...{ place, look, memory, resources, fileSystems, unreadFileSystems },
    ...{ headNode, around, budget, network, firstExport },
    isMadeHere: isMadeHere(memory, place),
    isKnown: isKnownHere(memory),
  };
}

/** A look that fails is repeated; one that keeps failing is an error, never an absence. */
export async function certainLook(
  deps: CreateDeps,
  pcluster: PclusterDeps,
  request: DeleteRequest,
): Promise<DeletionSurvey["look"]> {
  let why = "";
  const look = await poll(deps, { pauses }, async () => {
    const seen = await lookAtCluster(deps.aws, pcluster, request.cluster);
    if (seen.is !== "unknown") return seen;
    ({ why } = seen);
    return undefined;
  });
  if (look === undefined) throw unreadable(request.cluster, why, deleteCommand(request, deps.environment));
  return look;
}

/** What cannot be looked at is tried all the same when its turn comes: then it counts. */
async function aroundSeen({ heartbeat, deadline }: AroundCluster): Promise<AroundCluster> {
  const seen = async (each: Removal): Promise<Removal> => {
    try {
      return { ...each, seen: await each.find() };
    } catch (error) {
      if (isBadCredentials(error)) throw explainAwsError(error, `looking at the ${each.title}`);
      return each;
    }
  };
  const all = (list: readonly Removal[]) => Promise.all(list.map(seen));
  const [first, last] = await Promise.all([all(heartbeat), all(deadline)]);
  return { heartbeat: first, deadline: last };
}

async function withFates(
  { aws }: CreateDeps,
  look: DeletionSurvey["look"],
  found: readonly ExportedFileSystem[],
): Promise<readonly SurveyedFileSystem[]> {
  if (found.length === 0) return [];
  if (look.is !== "there") return found.map((each) => ({ ...each, fate: "apart" }));
  const stack = look.description.cloudformationStackArn;
  const kept = stack === undefined ? undefined : await heldResources(aws, stack).catch(() => undefined);
  const isNamed = found.some(({ id }) => kept?.has(id));
  return found.map((each) => {
    const stays = kept?.get(each.id);
    if (stays === undefined) return { ...each, fate: isNamed ? "apart" : "unknown" };
    return { ...each, fate: stays ? "stays" : "goes" };
  });
}

async function headNodeOf(
  deps: CreateDeps,
  look: DeletionSurvey["look"],
  memory: ClusterMemory,
  place: ClusterPlace,
  found: readonly ExportedFileSystem[],
): Promise<HeadNodeAnswer> {
  if (look.is !== "there") return { is: "unknown", why: "there is no head node" };
  const { publicIpAddress: address, instanceId: instance } = look.description.headNode ?? {};
  const node = recordedHeadNode(place, memory, { address, instance });
  return await askHeadNode(deps, node, found.map(({ exported }) => exported).sort()[0] ?? "");
}
