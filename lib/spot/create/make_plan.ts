import type { SpotConfig } from "../config/spot_config.ts";
import type { JudgedRegion } from "../facts/judge_region.ts";
import { onDemandPrices } from "../facts/on_demand_prices.ts";
import type { SpotTaskDeps } from "../spot_task_deps.ts";
import { type Plan, planNodes } from "./plan_nodes.ts";

/** Plans the nodes, with the prices of those on demand where there are any. */
export async function makePlan(
  deps: SpotTaskDeps,
  config: SpotConfig,
  judged: readonly JudgedRegion[],
  { spill }: { readonly spill: boolean },
): Promise<Plan> {
  const plan = planNodes(config, judged, { spill });
  const dear = plan.regions.filter(({ onDemand }) => onDemand > 0);
  if (dear.length === 0) return plan;
  const types = dear.map(({ usable }) => ({ region: usable.region, types: usable.types.map(({ type }) => type) }));
  return planNodes(config, judged, { spill, prices: await onDemandPrices(deps, types) });
}
