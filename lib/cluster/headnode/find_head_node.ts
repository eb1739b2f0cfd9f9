import { advice, command } from "../../host/errors/advice.ts";
import { DayError } from "../../host/errors/day_error.ts";
import type { Via } from "../../host/net/via.ts";
import { clusterCommand } from "../../names/cluster_command.ts";
import type { CreateDeps } from "../create_deps.ts";
import { callersCluster } from "../../state/begin_on.ts";
import { configFolder } from "../../state/config_folder.ts";
import type { StateRecord } from "../../state/state_record.ts";
import { rememberCluster } from "../known/remember_cluster.ts";
import { lookAtCluster } from "../pcluster/look_at_cluster.ts";
import { pclusterDeps } from "../pcluster/pcluster_deps.ts";
import { type HeadNode, headNodeAt } from "./head_node.ts";
import { recordedKey } from "./recorded_way.ts";
import { requireKey } from "./require_key.ts";
import { requireSsh } from "./require_ssh.ts";

export type WantedWay = { readonly pem: string | undefined; readonly via: Via };

/**
 * The head node of a cluster of the caller's account, with the key that is recorded of it.
 *
 * @throws DayError as `findHeadNode`
 */
export async function findCallersHeadNode(deps: CreateDeps, cluster: string, way: WantedWay): Promise<HeadNode> {
  const place = await callersCluster(deps, cluster, `looking for cluster ${cluster}`);
  const { records } = await rememberCluster(deps.files, configFolder(deps.environment), place);
  return await findHeadNode(deps, cluster, records, way);
}

/**
 * The head node of exactly this cluster, as ParallelCluster tells it now.
 *
 * @param records what is recorded of the cluster, oldest first: they know the key
 * @param way `pem`: another key
 * @throws DayError DAY-CLU-001 without such a cluster, DAY-PC-007 when that cannot be told, DAY-HEAD-001 for the key, DAY-HEAD-003
 *   without an address, DAY-PRE-001 without a program that this takes
 */
export async function findHeadNode(
  deps: CreateDeps,
  cluster: string,
  records: readonly StateRecord[],
  { pem, via }: WantedWay,
): Promise<HeadNode> {
  await requireSsh(deps, via);
  const { region } = deps.aws;
  const key = pem ?? recordedKey(records);
  const look = await lookAtCluster(deps.aws, await pclusterDeps(deps), cluster);
  if (look.is === "unknown") throw new DayError("DAY-PC-007", look.why);
  if (look.is !== "there") throw new DayError("DAY-CLU-001", `there is no cluster ${cluster} in ${region}`);
  await requireKey(deps, key);
  const { headNode } = look.description;
  const follow = command(clusterCommand("watch", cluster, region));
  if (headNode === undefined) {
    // It tells nothing of an instance that is not there, and nothing of one that it must not read.
    throw new DayError("DAY-HEAD-003", `ParallelCluster finds no head node of cluster ${cluster}, ${look.status}`, {
      fix:
        advice`follow the state of the cluster with: ${follow}; if it is complete, ask for the IAM permission ec2:DescribeInstances`,
    });
  }
  const { publicIpAddress: address, instanceId: instance } = headNode;
  const node = headNodeAt({ cluster, region, via }, { address, instance }, key);
  if (node !== undefined) return node;
  const lacks = via === "ssm" ? "does not exist" : "has no public address";
  throw new DayError("DAY-HEAD-003", `the head node of cluster ${cluster}, ${look.status}, ${lacks}`, {
    fix: advice`follow the state of the cluster with: ${follow}`,
  });
}
