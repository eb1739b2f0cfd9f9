import { distributeSlots } from "./slots.ts";
import type { RegionEntry, SpotConfig } from "./spot_config.ts";

/** Only some of the regions, each with the nodes that it has in the whole configuration. */
export function limitedTo(config: SpotConfig, regions: readonly RegionEntry[]): SpotConfig {
  if (regions.length === config.regions.length) return config;
  const slots = distributeSlots(config.total, config.regions);
  const total = regions.reduce((sum, { region }) => sum + (slots.get(region) ?? 0), 0);
  return { ...config, regions, total };
}
