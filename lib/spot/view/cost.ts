import { whoCalls } from "../who_calls.ts";
import type { SpotConfig } from "../config/spot_config.ts";
import { makePlan } from "../create/make_plan.ts";
import { addressPerHour, diskPerHour, type Plan } from "../create/plan_nodes.ts";
import { priceHistory, type PricePoint } from "../facts/current_prices.ts";
import { onDemandPrices, typeIn } from "../facts/on_demand_prices.ts";
import type { UnreadRegion } from "../read_regions.ts";
import { sideBySide } from "../side_by_side.ts";
import type { SpotTaskDeps } from "../spot_task_deps.ts";
import { knownRegions } from "../state/known_regions.ts";
import { refuseUnknown } from "../state/refuse_unknown.ts";
import { type ListedNode, listNodes, type ListRequest } from "./list_nodes.ts";

export type CostRequest = ListRequest & {
  readonly deployment: string | undefined;
  /** Only what has accrued since then. */
  readonly since: Date | undefined;
};

/** What nodes of one type in one zone cost. Amounts are USD; nothing where the price is not known. */
export type CostRow = {
  readonly region: string;
  readonly zone: string;
  readonly type: string;
  readonly onDemand: boolean;
  readonly instances: number;
  /** Per hour of all of them. */
  readonly compute: number | undefined;
  readonly other: number;
  readonly accrued: Accrued | undefined;
  /** Since when the present price is valid. */
  readonly priceSince: Date | undefined;
};

export type Accrued = { readonly compute: number; readonly address: number; readonly storage: number };

export type Cost = {
  readonly rows: readonly CostRow[];
  readonly unread: readonly UnreadRegion[];
};

/** What the configuration would cost, launched now. */
export async function plannedCost(deps: SpotTaskDeps, config: SpotConfig, concurrency: number): Promise<Plan> {
  await whoCalls(deps);
  return await makePlan(deps, { config, concurrency, spill: config.spill });
}

/** What the nodes cost now and have cost since their launch, by the prices of their zones as they were. */
export async function liveCost(deps: SpotTaskDeps, request: CostRequest): Promise<Cost> {
  const { nodes, unread, instances, recorded } = await listNodes(deps, request);
  refuseUnknown("--deployment", request.deployment === undefined || unread.length > 0 ? [] : [request.deployment], {
    path: request.statePath,
    regions: knownRegions(request.config, recorded, request.regions),
  }, [...Object.keys(recorded.deployments), ...nodes.map(({ deployment_id }) => deployment_id ?? "")]);
  // One that nobody could look at counts as what nearly all are.
  const isSpot = ({ id }: ListedNode) =>
    (instances.get(id)?.InstanceLifecycle ?? (instances.has(id) ? "" : "spot")) === "spot";
  const meant = nodes.filter(({ deployment_id }) =>
    request.deployment === undefined || deployment_id === request.deployment
  );
  const now = deps.clock.now();
  const regions = Object.entries(Object.groupBy(meant, ({ region }) => region));
  const rows = await sideBySide(regions, request.concurrency, async ([region, some = []]) => {
    const first = some.map(({ launch_time }) => Date.parse(launch_time ?? "")).filter(Number.isFinite);
    const begin = new Date(Math.min(now.getTime(), ...first));
    const typesOf = (nodes: readonly ListedNode[]) => [...new Set(nodes.flatMap((each) => each.instance_type ?? []))];
    const [spot, dear] = [some.filter(isSpot), some.filter((node) => !isSpot(node))];
    const [points, prices] = await Promise.all([
      // Where prices cannot be asked for they are not known; the nodes are told all the same.
      priceHistory(deps.aws.in(region), { types: typesOf(spot), since: begin }).catch((): readonly PricePoint[] => {
        deps.signal.throwIfAborted();
        return [];
      }),
      onDemandPrices(deps, [{ region, types: typesOf(dear) }]),
    ]);
    const span = { now, since: request.since, gb: request.config.storageGb };
    // A list price is taken for one that has always been so.
    const listed = [...new Set(dear.map(({ zone }) => zone))].flatMap((zone) =>
      typesOf(dear).flatMap((type): PricePoint[] => {
        const usd = prices.get(typeIn(region, type));
        return usd === undefined ? [] : [{ type, zone, usd, at: new Date(0) }];
      })
    );
    return [
      ...rowsOf(region, spot, points, { ...span, onDemand: false }),
      ...rowsOf(region, dear, listed, { ...span, onDemand: true }),
    ];
  });
  return { rows: rows.flat(), unread };
}

type Span = {
  readonly now: Date;
  readonly since: Date | undefined;
  readonly gb: number;
  readonly onDemand: boolean;
};

function rowsOf(
  region: string,
  nodes: readonly ListedNode[],
  points: readonly PricePoint[],
  span: Span,
): readonly CostRow[] {
  const pools = Object.values(Object.groupBy(nodes, ({ zone, instance_type }) => `${zone} ${instance_type}`));
  return pools.map((some = []): CostRow => {
    const [{ zone, instance_type }] = some;
    const type = instance_type ?? "";
    const own = points.filter((point) => point.zone === zone && point.type === type)
      .toSorted((one, other) => one.at.getTime() - other.at.getTime());
    const last = own.at(-1);
    const each = some.map((node) => accruedOf(node, own, span));
    const sum = (part: keyof Accrued) => each.reduce((total, one) => total + (one?.[part] ?? 0), 0);
    const isKnown = each.every((one) => one !== undefined);
    return {
      ...{ region, zone, type, onDemand: span.onDemand, instances: some.length },
      // The list does not say it.
      priceSince: span.onDemand ? undefined : last?.at,
      compute: last === undefined ? undefined : last.usd * some.length,
      other: some.reduce(
        (total, { public_ip }) => total + (public_ip === null ? 0 : addressPerHour) + diskPerHour(span.gb),
        0,
      ),
      accrued: isKnown ? { compute: sum("compute"), address: sum("address"), storage: sum("storage") } : undefined,
    };
  }).toSorted((one, other) => `${one.zone} ${one.type}` < `${other.zone} ${other.type}` ? -1 : 1);
}

const hour = 3_600_000;
/** EC2 bills a minute at least. */
const leastBilled = 60_000;

function accruedOf(
  { launch_time, public_ip }: ListedNode,
  points: readonly PricePoint[],
  { now, since, gb }: Span,
): Accrued | undefined {
  const launched = Date.parse(launch_time ?? "");
  if (!Number.isFinite(launched)) return undefined;
  const begin = Math.max(launched, since?.getTime() ?? -Infinity);
  const end = Math.max(now.getTime(), launched + leastBilled);
  const compute = integral(points, Math.min(begin, end), end);
  if (compute === undefined) return undefined;
  const hours = Math.max(0, end - begin) / hour;
  return { compute, address: public_ip === null ? 0 : hours * addressPerHour, storage: hours * diskPerHour(gb) };
}

/**
 * USD for one instance between two moments: a price is valid until the next one.
 *
 * @param points in the order of time; nothing can be said without one that was valid at the beginning
 */
export function integral(points: readonly PricePoint[], begin: number, end: number): number | undefined {
  const first = points.findLastIndex(({ at }) => at.getTime() <= begin);
  if (first < 0 || points.length === 0) return undefined;
  return points.slice(first).reduce((total, { usd, at }, index, valid) => {
    const from = Math.max(begin, at.getTime());
    const to = Math.min(end, valid[index + 1]?.at.getTime() ?? end);
    return total + usd * Math.max(0, to - from) / hour;
  }, 0);
}
