import type { SpotConfig } from "../config/spot_config.ts";
import { onDemandPrices } from "../facts/on_demand_prices.ts";
import type { SpotTaskDeps } from "../spot_task_deps.ts";
import { type Plan, planNodes } from "./plan_nodes.ts";
import { refuseMismatches, surveyRegions } from "./survey.ts";

/**
 * Asks the regions of a configuration and plans its nodes, with the prices of those on demand where there are any.
 *
 * @throws DayError DAY-SPOT-002 when types and images of a region do not fit
 */
export async function makePlan(
  deps: SpotTaskDeps,
  { config, concurrency, spill }: {
    readonly config: SpotConfig;
    readonly concurrency: number;
    readonly spill: boolean;
  },
): Promise<Plan> {
  const judged = await surveyRegions(deps, config, concurrency);
  refuseMismatches(judged);
  const plan = planNodes(config, judged, { spill });
  const dear = plan.regions.filter(({ onDemand }) => onDemand > 0);
  if (dear.length === 0) return plan;
  const types = dear.map(({ usable }) => ({ region: usable.region, types: usable.types.map(({ type }) => type) }));
  return planNodes(config, judged, { spill, prices: await onDemandPrices(deps, types) });
}
