import { type ClusterNode, isAtWork } from "../../aws/pcluster/cluster_nodes.ts";
import { type ClusterStack, stackOf } from "../../aws/pcluster/region_stacks.ts";
import { budgetFigure } from "../../aws/questions/budget_figure.ts";
import { heartbeatSchedule } from "../../aws/questions/schedules/heartbeat_schedule.ts";
import { standingDeadline } from "../../aws/questions/schedules/standing_deadline.ts";
import { budgetTagKeys } from "../../aws/resources/budget.ts";
import { type AccruedCost, accruedCost } from "../../cost/accrued_cost.ts";
import { clusterCommand } from "../../names/cluster_command.ts";
import { moment } from "../../names/deadline.ts";
import { configFolder } from "../../state/config_folder.ts";
import type { CreateDeps } from "../create_deps.ts";
import { recordedHeadNode } from "../headnode/recorded_way.ts";
import type { RecordedCluster } from "../known/list_clusters.ts";
import type { RecordedRun } from "../known/list_runs.ts";
import { type ClusterMemory, type ClusterPlace, rememberCluster } from "../known/remember_cluster.ts";
import { isMadeHere } from "../known/whose_cluster.ts";
import { pclusterCommand } from "../pcluster/pcluster_command.ts";
import { askSlurm, type QueueJobs, type SlurmSeen } from "./ask_slurm.ts";
import type { ClusterStatus, UnknownPart } from "./cluster_status.ts";
import { endedCost } from "./ended_cost.ts";
import { asKnown, type Known, known, unknown } from "./known.ts";
import { nextHeartbeat } from "./next_heartbeat.ts";
import type { RegionFacts, RegionPrices } from "./read_region.ts";
import { lastDrift } from "./recorded_status.ts";
import { costParts } from "./cost_parts.ts";

export type Closer = {
  readonly place: ClusterPlace;
  readonly facts: RegionFacts;
  readonly prices: Promise<RegionPrices> | undefined;
  readonly recorded: RecordedCluster | undefined;
  readonly runs: readonly RecordedRun[];
};

/** All that can be told of a cluster that has a stack, in one round, its head node asked beside it. */
export async function lookCloser(deps: CreateDeps, closer: Closer): Promise<ClusterStatus> {
  const { place, facts: { aws, stacks, nodes }, recorded, runs } = closer;
  const { account, region, cluster } = place;
  const stack = stackOf({ clusters: stacks.is === "known" ? stacks.value : [], networks: [] }, cluster);
  if (stack === undefined) throw new Error(`cluster ${cluster} has no stack`);
  const memory = await asKnown(
    deps.signal,
    "reading records",
    rememberCluster(deps.files, configFolder(deps.environment), place),
  );
  const own = nodes.is === "known" ? known(nodes.value.filter((node) => node.cluster === cluster)) : nodes;
  const head = own.is === "known" ? own.value.find(({ isHeadNode }) => isHeadNode) : undefined;
  const budget = stack.tags.get(budgetTagKeys[0]) ?? "";
  const of = <T>(what: string, work: Promise<T>) => asKnown(deps.signal, `reading ${what} of ${cluster}`, work);
  const now = deps.clock.now();
  const asked = slurmOf(deps, place, { head, memory, own });
  const [deadline, timetable, spent, slurm, spend] = await Promise.all([
    of("the deadline", standingDeadline(aws, cluster, stack.id)),
    of("the heartbeat", heartbeatSchedule(aws, cluster)),
    of("the budget", budget === "" ? Promise.resolve(undefined) : budgetFigure(aws, account, budget)),
    asked,
    spendOf(deps, closer, { stack, memory, asked, now }),
  ]);
  const queues = slurm.is === "known" ? known(slurm.value.queues) : slurm;
  const heartbeat = timetable.is === "known" ? nextHeartbeat(timetable.value, now) : timetable;
  const uncounted = spend.is === "known" ? spend.value.uncounted : [];
  const drift = lastDrift(runs, cluster, region);
  return {
    ...identity(deps, { place, recorded, stack, head }),
    ours: memory.is === "known" && isMadeHere(memory.value, place),
    state: stack.status,
    created: stack.created === undefined ? null : moment(stack.created),
    age_seconds: stack.created === undefined ? null : secondsSince(stack.created, now),
    deadline: valueOf(deadline),
    head_node: head === undefined ? null : { instance: head.id, type: head.type, state: head.state },
    compute_nodes: own.is === "known" ? own.value.filter(isAtWork).length : null,
    queues: valueOf(queues),
    jobs: queues.is === "known" ? sum(queues.value) : null,
    spend: valueOf(spend),
    budget: valueOf(spent) ?? null,
    next_heartbeat: valueOf(heartbeat),
    last_drift: drift,
    unknown: [
      ...part("record", memory),
      ...(head === undefined ? part("head node", own.is === "known" ? unknown("there is none") : own) : []),
      ...part("queues", queues),
      ...part("deadline", deadline),
      ...part("spend", spend),
      ...uncounted.map((what) => ({ what: "spend", why: `no price is known for ${what}` })),
      ...part("budget", spent),
      ...part("heartbeat", heartbeat),
    ],
  };
}

const secondsSince = (date: Date, now: Date) => Math.max(0, Math.round((now.getTime() - date.getTime()) / 1_000));

const valueOf = <T>(of: Known<T>): T | null => of.is === "known" ? of.value : null;

function part(what: string, of: Known<unknown>): readonly UnknownPart[] {
  return of.is === "known" ? [] : [{ what, why: of.why }];
}

function sum(queues: readonly QueueJobs[]) {
  const total = (key: "running" | "pending") => queues.reduce((before, queue) => before + queue[key], 0);
  return { running: total("running"), pending: total("pending") };
}

type Seen = {
  readonly place: ClusterPlace;
  readonly recorded: RecordedCluster | undefined;
  readonly stack: ClusterStack;
  readonly head: ClusterNode | undefined;
};

/** What a record says of it as well; one that somebody else has made has none. */
function identity({ aws, environment }: CreateDeps, { place, recorded, stack, head }: Seen) {
  const { account, region, cluster } = place;
  const described = ["describe-cluster", "-n", cluster, "--region", region];
  const next = stack.phase === "going"
    ? clusterCommand("watch", cluster, region)
    : stack.phase === "failed"
    ? clusterCommand("delete", cluster, region)
    : recorded?.next || pclusterCommand({ profile: aws.profile, environment }, described);
  return {
    cluster_name: cluster,
    region,
    region_az: recorded?.region_az || head?.zone || "",
    account,
    status: recorded?.status ?? "",
    headnode_ip: head?.address ?? recorded?.headnode_ip ?? "",
    run_id: recorded?.run_id ?? "",
    next,
  };
}

async function slurmOf(
  deps: CreateDeps,
  place: ClusterPlace,
  { head, memory, own }: {
    readonly head: ClusterNode | undefined;
    readonly memory: Known<ClusterMemory>;
    readonly own: Known<unknown>;
  },
): Promise<Known<SlurmSeen>> {
  if (memory.is === "unknown") return memory;
  if (own.is === "unknown") return own;
  if (head === undefined) return unknown("there is no head node");
  const node = recordedHeadNode(place, memory.value, { address: head.address, instance: head.id });
  return node === undefined ? unknown("the head node has no public address") : await askSlurm(deps, node);
}

type Spending = {
  readonly stack: ClusterStack;
  readonly memory: Known<ClusterMemory>;
  readonly asked: Promise<Known<SlurmSeen>>;
  readonly now: Date;
};

async function spendOf(
  deps: CreateDeps,
  { place, facts, prices }: Closer,
  { stack: { created }, memory, asked, now }: Spending,
): Promise<Known<AccruedCost>> {
  const parts = await costParts(facts, place, created, prices);
  if (parts.is === "unknown") return parts;
  const [slurm, records] = [await asked, memory.is === "known" ? memory.value.records : []];
  const span = { from: created ?? now, to: now };
  const ended = slurm.is === "unknown"
    ? undefined
    : await endedCost(deps, { facts, cluster: place.cluster, records }, slurm.value.records, span);
  return known(accruedCost(parts.value, ended, now));
}
