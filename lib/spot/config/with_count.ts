import { DayError } from "../../host/errors/day_error.ts";
import type { SpotConfig } from "./spot_config.ts";

/**
 * The configuration with another number of nodes in all.
 *
 * @throws DayError DAY-USE-001 when its regions or its nodes on demand say otherwise
 */
export function withCount(config: SpotConfig, count: number | undefined): SpotConfig {
  if (count === undefined) return config;
  const sum = config.regions.reduce((all, each) => all + (each.count === "auto" ? 0 : each.count), 0);
  const isOpen = config.regions.some((each) => each.count === "auto");
  const refuse = (why: string, fix: string) => {
    throw new DayError("DAY-USE-001", `--count ${count}: ${why}`, { fix });
  };
  if (sum > count || (!isOpen && sum < count)) {
    refuse(`the regions of the configuration say ${sum} in all`, "write node_count: auto where the number may differ");
  }
  if (config.onDemandBase > count) {
    refuse(`the configuration wants ${config.onDemandBase} nodes on demand`, "lower aws.on_demand_base as well");
  }
  return { ...config, total: count };
}
