import { isDenied } from "../../aws/aws_error.ts";
import { reasonOf } from "../../host/errors/reason_of.ts";
import { fleetingJournal } from "../../state/journal/fleeting_journal.ts";
import { clientToken } from "../../state/walks/client_token.ts";
import type { SpotConfig } from "../config/spot_config.ts";
import { poolName } from "../facts/current_prices.ts";
import type { ErrorType, UsableRegion } from "../facts/judge_region.ts";
import { classOfCode, classOfError, type Reach } from "../launch/classify.ts";
import {
  type Launched,
  type LaunchedNode,
  launchFleet,
  makeLaunchTemplate,
  type PoolFailure,
  removeLaunchTemplate,
} from "../launch/launch_fleet.ts";
import { launchData, type LaunchPool, type LaunchRequest } from "../launch/launch_request.ts";
import { quotaWords } from "../launch/quota_words.ts";
import { launchOneByOne } from "../launch/run_instances.ts";
import { counted } from "../../text/counted.ts";
import { ensureRegion, type Network } from "../region/ensure_region.ts";
import type { SpotDeps } from "../region/spot_deps.ts";
import { rowEvent } from "../region/row_event.ts";
import { withMachines, withRegion } from "../state/changes.ts";
import type { Machine, RegionRecord } from "../state/machines.ts";
import type { State } from "../state/open_state.ts";

/** What is launched, and how. */
export type Launching = {
  readonly config: SpotConfig;
  readonly account: string;
  readonly state: State;
  readonly sources: readonly string[];
  readonly ends: Date | undefined;
  readonly userData: string;
  readonly launchApi: SpotConfig["launchApi"];
  readonly priceLimit: number | undefined;
  /** Told once when fleets are denied. */
  readonly fleetsDenied: () => void;
};

/** Why a region has not got all its nodes. */
export type RegionError = {
  readonly type: ErrorType;
  readonly code: string;
  readonly message: string;
  readonly reach: Reach;
};

/** What became of a region. */
export type RegionResult = {
  readonly region: string;
  readonly requested: number;
  readonly nodes: readonly LaunchedNode[];
  readonly failures: readonly PoolFailure[];
  readonly error: RegionError | undefined;
};

const attemptsAtMost = 3;
/** Milliseconds before the last attempt. */
const patience = 15_000;

type Work = {
  readonly deps: SpotDeps;
  readonly launching: Launching;
  readonly usable: UsableRegion;
};

/**
 * Brings nodes into a region: its network, then a launch over all pools, and further launches for what is missing without the pools that
 * gave nothing. What is about to be asked for stands in the state before each request, and what came of it right after.
 */
export async function runRegion(work: Work, count: number, onDemand: number): Promise<RegionResult> {
  const { usable: { region } } = work;
  const nodes: LaunchedNode[] = [];
  const failures: PoolFailure[] = [];
  const result = (error?: RegionError): RegionResult => ({ region, requested: count, nodes, failures, error });
  const withQuota = (error: RegionError): RegionError => {
    const about = { ...work.usable, count: count - nodes.length, isSpot: onDemand < count };
    const words = quotaWords(error.code, about);
    return words === undefined ? error : { ...error, message: `${error.message}; ${words}` };
  };
  try {
    if (count === 0) return result();
    await launchAll(work, { count, onDemand }, nodes, failures);
    return result(nodes.length < count ? withQuota(shortfall(failures)) : undefined);
  } catch (error) {
    work.deps.signal.throwIfAborted();
    return result(withQuota(errorOf(error)));
  }
}

/** Why something could not be done in a region. */
export function errorOf(error: unknown): RegionError {
  const { type, code, reach } = classOfError(error);
  return { type, code, reach, message: reasonOf(error) };
}

function shortfall(failures: readonly PoolFailure[]): RegionError {
  const last = failures.at(-1);
  if (last === undefined) {
    return {
      type: "capacity_issues",
      code: "UnfulfillableCapacity",
      message: "EC2 launched fewer nodes without giving a reason",
      reach: "pool",
    };
  }
  const { type, reach } = classOfCode(last.code);
  return { type, code: last.code, message: last.message, reach };
}

async function launchAll(
  work: Work,
  { count, onDemand }: { readonly count: number; readonly onDemand: number },
  nodes: LaunchedNode[],
  failures: PoolFailure[],
): Promise<void> {
  const { deps, launching: { config, state }, usable } = work;
  const { clock, signal, marks: { deployment } } = deps;
  const begin = clock.now().getTime();
  const record = () => state.now().deployments[deployment]?.regions[usable.region];
  let network = await standingNetwork(work, usable.zones);
  for (let turn = 1; turn <= attemptsAtMost && nodes.length < count; turn++) {
    if (turn === attemptsAtMost) await clock.sleep(patience, signal);
    if (clock.now().getTime() - begin > config.timeouts.spot_fulfillment * 1000) return;
    if (turn === 2 && usable.moreZones.length > 0) {
      network = await standingNetwork(work, [...usable.zones, ...usable.moreZones]);
    }
    const pools = poolsOf(usable, network, failures);
    if (pools.length === 0) return;
    signal.throwIfAborted();
    const attempt = (record()?.attempt ?? 0) + 1;
    const left = Math.max(0, onDemand - nodes.filter(({ isSpot }) => !isSpot).length);
    const request = await requestOf(work, network, { attempt, count: count - nodes.length, onDemand: left, pools });
    deps.emit(
      rowEvent(
        usable.region,
        "",
        `requesting ${counted(request.count, "node")} in ${counted(pools.length, "Spot pool")}`,
      ),
    );
    const launched = await launchOnce(work, request);
    nodes.push(...launched.nodes);
    failures.push(...launched.failures);
    await remember(work, network, launched);
    if (launched.failures.some(({ code }) => classOfCode(code).reach !== "pool")) return;
  }
}

async function standingNetwork({ deps, launching, usable }: Work, zones: readonly string[]): Promise<Network> {
  const { config, account, state, sources } = launching;
  const { region } = usable;
  const { deployment } = deps.marks;
  deps.emit(rowEvent(region, "", "creating the network"));
  await state.update(withRegion(deployment, region, { phase: "network" }));
  const walk = { ...deps, journal: fleetingJournal(), run: [account, region, deployment] };
  const network = await ensureRegion(walk, deps, {
    ...{ account, region, sources, prefix: config.prefix, vpcName: config.vpcName },
    ...{ cidr: config.cidr, ports: config.ports, zones: [...zones].sort() },
  });
  const before = state.now().deployments[deployment]?.regions[region]?.created_by_run ?? [];
  await state.update(withRegion(deployment, region, {
    phase: "launching",
    vpc_id: network.vpc,
    internet_gateway_id: network.gateway,
    route_table_id: network.table,
    security_group_id: network.group,
    subnet_ids: Object.values(network.subnets),
    created_by_run: [...new Set([...before, ...network.made])],
  }));
  return network;
}

/** Cheapest first, without those that gave nothing. */
function poolsOf(
  { pools, types }: UsableRegion,
  { subnets }: Network,
  failures: readonly PoolFailure[],
): readonly LaunchPool[] {
  const isSpent = (type: string, zone: string) =>
    failures.some((each) => each.type === type && each.zone === zone && classOfCode(each.code).reach === "pool");
  return pools.filter(({ zone, type }) => zone in subnets && !isSpent(type, zone))
    .toSorted((one, other) => (one.usd ?? Infinity) - (other.usd ?? Infinity) || 0)
    .map(({ type, zone }) => ({ type, zone, subnet: subnets[zone], onDemandUsd: onDemandUsd(types, type) }));
}

function onDemandUsd(types: UsableRegion["types"], type: string): number | undefined {
  return types.find((each) => each.type === type)?.onDemandUsd;
}

async function requestOf(
  { deps, launching, usable }: Work,
  { group }: Network,
  parts: Pick<LaunchRequest, "attempt" | "count" | "onDemand" | "pools">,
): Promise<LaunchRequest> {
  const { config, userData, ends, account } = launching;
  const { marks } = deps;
  const { attempt } = parts;
  return {
    ...parts,
    token: await launchToken(account, usable.region, marks.deployment, attempt),
    name: launchName(launching, deps, attempt),
    priceLimit: launching.priceLimit,
    data: launchData({ config, region: usable, marks, group, userData, attempt, ends }),
  };
}

/** The launch template's name, and that of the fleet. */
export function launchName({ config }: Pick<Launching, "config">, { aws, marks }: SpotDeps, attempt: number): string {
  return `${config.prefix}-${marks.deployment}-${aws.region}-${attempt}`;
}

/** The same for every repetition of an attempt, also in a later run. */
export async function launchToken(
  account: string,
  region: string,
  deployment: string,
  attempt: number,
): Promise<string> {
  return await clientToken([account, region, deployment, "spot-fleet"], null, attempt);
}

async function launchOnce(work: Work, request: LaunchRequest): Promise<Launched> {
  const { deps, launching, usable } = work;
  const { state, launchApi, fleetsDenied } = launching;
  const { attempt, count, onDemand, pools, token } = request;
  const { deployment } = deps.marks;
  const known = state.now().deployments[deployment]?.regions[usable.region];
  const intent: Partial<RegionRecord> = {
    attempt,
    client_tokens: [...known?.client_tokens ?? [], token],
    launch: {
      attempt,
      count,
      on_demand: onDemand,
      pools: pools.map(({ type, zone, subnet }) => ({ type, zone, subnet })),
    },
  };
  await state.update(withRegion(deployment, usable.region, intent));
  if (launchApi === "run-instances") return await launchOneByOne(deps, request);
  let template: string;
  try {
    template = await makeLaunchTemplate(deps, request);
  } catch (error) {
    if (!isDenied(error)) throw error;
    fleetsDenied();
    return await launchOneByOne(deps, request);
  }
  await state.update(withRegion(deployment, usable.region, { launch_template_id: template }));
  // After an interruption its fate is unknown, and the template stays for the resume.
  const launched = await launchFleet(deps, template, request).catch(async (error) => {
    if (isDenied(error)) return undefined;
    if (classOfError(error).type !== "network_issues") await forgetTemplate(work, template);
    throw error;
  });
  if (launched !== undefined) {
    await remember(work, undefined, launched);
    await forgetTemplate(work, template);
    return launched;
  }
  fleetsDenied();
  await forgetTemplate(work, template);
  return await launchOneByOne(deps, request);
}

async function forgetTemplate({ deps, launching: { state }, usable }: Work, template: string): Promise<void> {
  await removeLaunchTemplate(deps, template);
  await state.update(withRegion(deps.marks.deployment, usable.region, { launch_template_id: null }));
}

/** Writes down what a launch has brought. */
async function remember(
  { deps, launching, usable }: Work,
  network: Network | undefined,
  launched: Launched,
): Promise<void> {
  const { state } = launching;
  const { deployment } = deps.marks;
  const now = deps.clock.now().toISOString();
  const known = state.now().deployments[deployment]?.regions[usable.region];
  await state.update(withMachines(launched.nodes.map((node) =>
    machineOf(usable, node, {
      deployment_id: deployment,
      fleet_id: launched.fleet,
      launch_time: now,
      timestamp: now,
      vpc_id: network?.vpc ?? known?.vpc_id ?? null,
      subnet_id: network?.subnets[node.zone] ?? null,
    })
  )));
  const fleets = [...known?.fleet_ids ?? [], ...launched.fleet === null ? [] : [launched.fleet]];
  await state.update(
    withRegion(deployment, usable.region, { phase: "launched", launch: null, fleet_ids: [...new Set(fleets)] }),
  );
}

/** A node as the state has it right after its launch. */
export function machineOf(
  { region, architecture, image, pools, types }: UsableRegion,
  node: LaunchedNode,
  more: Partial<Machine>,
): Machine {
  const price = pools.find((pool) => poolName(pool.type, pool.zone) === poolName(node.type, node.zone))?.usd;
  return {
    ...{
      id: node.id,
      instance_id: node.id,
      region,
      zone: node.zone,
      instance_type: node.type,
      architecture,
      image_id: image.id,
    },
    ...{ status: "Fulfilled", detailed_status: "launched", elapsed_time: null, fulfilled: true, error_type: null },
    ...{ spot_request_id: null, public_ip: null, private_ip: null, vpc_id: null, subnet_id: null, fleet_id: null },
    ...{
      deployment_id: null,
      launch_time: null,
      timestamp: "",
      price_per_hour: (node.isSpot ? price : onDemandUsd(types, node.type)) ?? null,
    },
    ...more,
  };
}
