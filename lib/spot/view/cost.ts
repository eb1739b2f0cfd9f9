import { whoCalls } from "../who_calls.ts";
import type { SpotConfig } from "../config/spot_config.ts";
import { addressPerHour, diskPerHour, type Plan, planNodes } from "../create/plan_nodes.ts";
import { refuseMismatches, surveyRegions } from "../create/survey.ts";
import { priceHistory, type PricePoint } from "../facts/current_prices.ts";
import { sideBySide } from "../side_by_side.ts";
import type { SpotTaskDeps } from "../spot_task_deps.ts";
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
  readonly unread: readonly { readonly region: string; readonly error: Error }[];
};

/** What the configuration would cost, launched now. */
export async function plannedCost(deps: SpotTaskDeps, config: SpotConfig, concurrency: number): Promise<Plan> {
  await whoCalls(deps);
  const judged = await surveyRegions(deps, config, concurrency);
  refuseMismatches(judged);
  return planNodes(config, judged, { spill: config.spill, onDemandBase: config.onDemandBase });
}

/** What the nodes cost now and have cost since their launch, by the prices of their zones as they were. */
export async function liveCost(deps: SpotTaskDeps, request: CostRequest): Promise<Cost> {
  const { nodes, unread } = await listNodes(deps, request);
  const meant = nodes.filter(({ deployment_id }) =>
    request.deployment === undefined || deployment_id === request.deployment
  );
  const now = deps.clock.now();
  const regions = Object.entries(Object.groupBy(meant, ({ region }) => region));
  const rows = await sideBySide(regions, request.concurrency, async ([region, some = []]) => {
    const first = some.map(({ launch_time }) => Date.parse(launch_time ?? "")).filter(Number.isFinite);
    const begin = new Date(Math.min(now.getTime(), ...first));
    const types = some.flatMap(({ instance_type }) => instance_type ?? []);
    const points = await priceHistory(deps.aws.in(region), { types, since: begin });
    return rowsOf(region, some, points, { now, since: request.since, gb: request.config.storageGb });
  });
  return { rows: rows.flat(), unread };
}

type Span = { readonly now: Date; readonly since: Date | undefined; readonly gb: number };

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
      ...{ region, zone, type, instances: some.length, priceSince: last?.at },
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
