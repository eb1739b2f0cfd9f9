import { hasEnded } from "../region/instances.ts";
import type { Instance, InstanceStatus } from "@aws-sdk/client-ec2";
import type { UnreadRegion } from "../read_regions.ts";
import { sideBySide } from "../side_by_side.ts";
import type { SpotTaskDeps } from "../spot_task_deps.ts";
import { endReason } from "../state/found_nodes.ts";
import { type ListedNode, listNodes, type ListRequest } from "./list_nodes.ts";
import { nodesWanted } from "../state/of_deployment.ts";
import { type OrchestratorNode, orchestratorNodes } from "../node/orchestrator.ts";

export type StatusRequest = ListRequest & { readonly probe: boolean; readonly probeMilliseconds: number };

/** `UNKNOWN`: its region cannot be read, which says nothing of the node. */
export type Verdict = "HEALTHY" | "STARTING" | "DEGRADED" | "INTERRUPTED" | "DOWN" | "UNKNOWN";

/** A node with everything that was found out about it; nothing where it was not asked. */
export type NodeStatus = {
  readonly node: ListedNode;
  readonly ec2: string;
  readonly checks: boolean | undefined;
  readonly ssh: boolean | undefined;
  readonly healthz: { readonly ok: boolean; readonly message: string } | undefined;
  readonly api: boolean | undefined;
  readonly orchestrator: string | undefined;
  readonly why: string;
  readonly verdict: Verdict;
};

export type ClusterStatus = {
  readonly nodes: readonly NodeStatus[];
  readonly wanted: number;
  readonly live: number;
  readonly cluster: "HEALTHY" | "DEGRADED" | "UNHEALTHY" | "EMPTY";
  /** Nodes that the orchestrator knows and that are none of these any more. */
  readonly orphans: readonly string[];
  readonly unread: readonly UnreadRegion[];
  /** Whether the orchestrator was to be asked and did not answer. */
  readonly isOrchestratorSilent: boolean;
};

/** How the nodes are: EC2's word, its checks, what answers on their ports, and what the orchestrator says of them. */
export async function clusterStatus(deps: SpotTaskDeps, request: StatusRequest): Promise<ClusterStatus> {
  const { recorded: before, ...listed } = await listNodes(deps, { ...request, includeTerminated: true });
  const { config, probe } = request;
  const alive = listed.nodes.filter(({ id }) => {
    const instance = listed.instances.get(id);
    return instance === undefined || !hasEnded(instance);
  });
  const asksOrchestrator = probe && config.bacalhau.apiHost !== undefined;
  const [checks, members] = await Promise.all([
    checksOf(deps, alive),
    asksOrchestrator ? orchestratorNodes(deps.reach, config.bacalhau) : undefined,
  ]);
  const ended = Object.values(before.machines).filter(({ id }) => {
    return listed.gone.some((gone) => gone.id === id) && !listed.nodes.some((node) => node.id === id);
  }).map((machine) => ({ ...machine, ends_at: null }));
  const unread = new Set(listed.unread.map(({ region }) => region));
  const recorded = listed.nodes.filter(({ id }) => alive.some((each) => each.id === id) || id in before.machines);
  const nodes = await sideBySide(
    [...recorded, ...ended],
    50,
    async (node): Promise<NodeStatus> =>
      unread.has(node.region) && !listed.instances.has(node.id)
        ? { ...unasked(node), ec2: "?", verdict: "UNKNOWN" }
        : await statusOf(deps, request, node, listed.instances.get(node.id), checks.get(node.id), members),
  );
  const wanted = nodesWanted(before, deps.clock.now());
  const live = nodes.filter(({ verdict }) => !["INTERRUPTED", "DOWN", "UNKNOWN"].includes(verdict)).length;
  const isUnclear = nodes.some(({ verdict }) => verdict === "UNKNOWN");
  const healthy = nodes.filter(({ verdict }) => verdict === "HEALTHY").length;
  const isWhole = healthy === nodes.length && healthy >= wanted;
  const cluster = nodes.length === 0
    ? "EMPTY"
    : isWhole
    ? "HEALTHY"
    : healthy > 0 || isUnclear
    ? "DEGRADED"
    : "UNHEALTHY";
  return {
    ...{ nodes, wanted, live, cluster, unread: listed.unread },
    orphans: orphansOf(members, alive),
    isOrchestratorSilent: asksOrchestrator && members === undefined,
  };
}

async function checksOf(deps: SpotTaskDeps, nodes: readonly ListedNode[]): Promise<ReadonlyMap<string, boolean>> {
  const { paginateDescribeInstanceStatus } = await import("@aws-sdk/client-ec2");
  const passed = new Map<string, boolean>();
  const regions = Object.entries(Object.groupBy(nodes, ({ region }) => region));
  await sideBySide(regions, 32, async ([region, some = []]) => {
    const client = await deps.aws.in(region).ec2();
    const Filters = [{ Name: "instance-state-name", Values: ["running"] }];
    try {
      for await (const page of paginateDescribeInstanceStatus({ client }, { Filters })) {
        for (const status of page.InstanceStatuses ?? []) {
          if (some.some(({ id }) => id === status.InstanceId)) passed.set(status.InstanceId ?? "", arePassed(status));
        }
      }
    } catch {
      // The checks only complete the picture.
      deps.signal.throwIfAborted();
    }
  });
  return passed;
}

function arePassed({ InstanceStatus, SystemStatus }: InstanceStatus): boolean {
  return [InstanceStatus, SystemStatus].every((each) => each?.Status === "ok" || each?.Status === "initializing");
}

/** A node of which nothing was found out yet. */
function unasked(node: ListedNode) {
  return {
    ...{ node, why: "", checks: undefined, ssh: undefined },
    ...{ healthz: undefined, api: undefined, orchestrator: undefined },
  };
}

async function statusOf(
  deps: SpotTaskDeps,
  { config, probe, probeMilliseconds: milliseconds }: StatusRequest,
  node: ListedNode,
  instance: Instance | undefined,
  checks: boolean | undefined,
  members: readonly OrchestratorNode[] | undefined,
): Promise<NodeStatus> {
  const why = endReason(instance) ?? "";
  const nothing = { ...unasked(node), why, checks };
  if (instance === undefined || hasEnded(instance)) {
    const isInterrupted = why.startsWith("Interrupted");
    const ec2 = instance?.State?.Name ?? "not found";
    return { ...nothing, ec2, checks: undefined, verdict: isInterrupted ? "INTERRUPTED" : "DOWN" };
  }
  const ec2 = instance.State?.Name ?? "";
  const host = instance.PublicIpAddress;
  const { reach } = deps;
  const [ssh, page, api] = !probe || host === undefined ? [undefined, undefined, undefined] : await Promise.all([
    reach.port(host, 22, milliseconds),
    config.ports.includes(80)
      ? reach.page(`http://${host}/healthz`, { milliseconds }).then((answer) => answer ?? null)
      : undefined,
    reach.port(host, 1234, milliseconds),
  ]);
  const healthz = page === undefined ? undefined : { ok: page?.status === 200, message: messageIn(page?.body) };
  const member = members?.find(({ id, labels }) => id === node.id || labels.INSTANCE_ID === node.id);
  const orchestrator = members === undefined ? undefined : member?.connection ?? "unknown";
  const isWell = ec2 === "running" && checks !== false && (healthz?.ok ?? api ?? true) &&
    (orchestrator === undefined || orchestrator === "CONNECTED");
  const age = (deps.clock.now().getTime() - (instance.LaunchTime?.getTime() ?? 0)) / 1000;
  const isYoung = age < config.timeouts.provisioning;
  const verdict = isWell ? "HEALTHY" : ec2 === "stopped" ? "DOWN" : isYoung ? "STARTING" : "DEGRADED";
  return { ...nothing, ec2, ssh, healthz, api, orchestrator, verdict };
}

function messageIn(body: string | undefined): string {
  try {
    const { message } = JSON.parse(body ?? "") as { readonly message?: unknown };
    return typeof message === "string" ? message : "";
  } catch {
    return "";
  }
}

function orphansOf(members: readonly OrchestratorNode[] | undefined, alive: readonly ListedNode[]): readonly string[] {
  return (members ?? []).filter(({ id, labels, connection }) =>
    labels.CLOUD_PROVIDER === "AWS" && connection !== "CONNECTED" &&
    !alive.some((node) => node.id === id || node.id === labels.INSTANCE_ID)
  ).map(({ id }) => id).sort();
}
