import type { Stack } from "@aws-sdk/client-cloudformation";
import type { Aws } from "../session.ts";
import { stackLife } from "../stack_life.ts";
import { clusterTag, tagValue } from "./cluster_tag.ts";

/** `stands`: the cluster is there or is coming; `failed`: what is left of one; `going`: it is being deleted. */
export type StackPhase = "stands" | "failed" | "going";

export type ClusterStack = {
  readonly cluster: string;
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly phase: StackPhase;
  /** Its folder in ParallelCluster's bucket; "" when it does not say. */
  readonly folder: string;
  /** When it was begun. */
  readonly created: Date | undefined;
  readonly tags: ReadonlyMap<string, string>;
};

/** A stack that makes the network of a zone, for all clusters of it. */
export type NetworkStack = { readonly name: string; readonly status: string };

/** The stacks of a region that are ours. */
export type RegionStacks = {
  readonly clusters: readonly ClusterStack[];
  readonly networks: readonly NetworkStack[];
};

/** All stacks of the region that are ours, page by page. Nested ones belong to the one that made them. */
export async function regionStacks(aws: Aws): Promise<RegionStacks> {
  const { paginateDescribeStacks } = await import("@aws-sdk/client-cloudformation");
  const client = await aws.cloudformation();
  const all: Stack[] = [];
  for await (const page of paginateDescribeStacks({ client }, {})) all.push(...page.Stacks ?? []);
  const standing = all.filter(({ ParentId, StackStatus }) => !ParentId && StackStatus !== "DELETE_COMPLETE");
  return {
    clusters: standing.flatMap((stack) => clusterStack(stack) ?? []),
    networks: standing.filter(({ StackName = "" }) => /^pcluster-vpc-stack-\d[a-z]$/.test(StackName))
      .map(({ StackName: name = "", StackStatus: status = "" }) => ({ name, status })),
  };
}

function clusterStack(stack: Stack): ClusterStack | undefined {
  const { StackId: id = "", StackName: name = "", StackStatus: status = "", Parameters = [], Tags } = stack;
  const cluster = tagValue(Tags, clusterTag);
  const folder = Parameters.find(({ ParameterKey }) => ParameterKey === "ArtifactS3RootDirectory")?.ParameterValue ??
    "";
  const tags = new Map((Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value]));
  const created = stack.CreationTime;
  return cluster ? { cluster, id, name, status, phase: phaseOf(status), folder, created, tags } : undefined;
}

/** What failed to be made or to be deleted, or was rolled back, is no cluster any more; CloudFormation only lets it be deleted. */
function phaseOf(status: string): StackPhase {
  const life = stackLife(status);
  return life === "going" || life === "failed" ? life : "stands";
}

/** The stack of a cluster, when there is one; of several, the one that stands. */
export function stackOf({ clusters }: RegionStacks, cluster: string): ClusterStack | undefined {
  const own = clusters.filter((stack) => stack.cluster === cluster);
  return own.find(({ phase }) => phase === "stands") ?? own[0];
}
