import type { Instance } from "@aws-sdk/client-ec2";
import type { Aws } from "../session.ts";
import { clusterFilter, taggedCluster, tagValue } from "./cluster_tag.ts";

export const clusterNodesActions = ["ec2:DescribeInstances"] as const;

/** An instance of a cluster that has not ended. */
export type ClusterNode = {
  readonly cluster: string;
  readonly id: string;
  readonly isHeadNode: boolean;
  /** The names of queue and compute resource; "" where no tag says them. */
  readonly queue: string;
  readonly resource: string;
  /** For example `r7i.2xlarge`. */
  readonly type: string;
  readonly isOnSpot: boolean;
  /** For example `running`. */
  readonly state: string;
  /** The public one; "" where it has none. */
  readonly address: string;
  /** Availability zone. */
  readonly zone: string;
  readonly vpc: string;
  /** When it was started last. */
  readonly launched: Date | undefined;
};

/** It costs something now. */
export function isRunning({ state }: ClusterNode): boolean {
  return state === "running" || state === "pending";
}

/** A compute node that costs something now. */
export function isAtWork(node: ClusterNode): boolean {
  return !node.isHeadNode && isRunning(node);
}

/** The nodes of all clusters of the region. */
export async function clusterNodes(aws: Aws): Promise<readonly ClusterNode[]> {
  const { paginateDescribeInstances } = await import("@aws-sdk/client-ec2");
  const client = await aws.ec2();
  const nodes: ClusterNode[] = [];
  for await (const page of paginateDescribeInstances({ client }, { Filters: [clusterFilter(undefined)] })) {
    nodes.push(...(page.Reservations ?? []).flatMap(({ Instances = [] }) => Instances.flatMap(nodeOf)));
  }
  return nodes;
}

function nodeOf(instance: Instance): readonly ClusterNode[] {
  const { InstanceId: id = "", InstanceType: type = "", Tags, LaunchTime: launched } = instance;
  const cluster = taggedCluster(Tags, undefined);
  const state = instance.State?.Name ?? "";
  if (cluster === undefined || state === "terminated") return [];
  return [{
    ...{ cluster, id, type, state, launched },
    isHeadNode: tagValue(Tags, "parallelcluster:node-type") === "HeadNode",
    queue: tagValue(Tags, "parallelcluster:queue-name") ?? "",
    resource: tagValue(Tags, "parallelcluster:compute-resource-name") ?? "",
    isOnSpot: instance.InstanceLifecycle === "spot",
    address: instance.PublicIpAddress ?? "",
    zone: instance.Placement?.AvailabilityZone ?? "",
    vpc: instance.VpcId ?? "",
  }];
}
