import { DayError } from "../../host/errors/day_error.ts";
import type { SpotConfig } from "../config/spot_config.ts";
import type { Machines } from "./machines.ts";

/**
 * The regions of the configuration and of the state, or those of them that were named.
 *
 * @throws DayError DAY-USE-001 when one that was named is none of them: "nothing stands" would be no answer to a slip of the pen
 */
export function knownRegions(config: SpotConfig, state: Machines, named: readonly string[]): readonly string[] {
  const known = [
    ...config.regions.map(({ region }) => region),
    ...Object.values(state.machines).map(({ region }) => region),
    ...Object.values(state.deployments).flatMap(({ regions }) => Object.keys(regions)),
  ];
  const unknown = named.find((region) => !known.includes(region));
  if (unknown !== undefined) {
    throw new DayError("DAY-USE-001", `--region ${unknown}: neither the configuration nor the state has such a region`);
  }
  return [...new Set(known)].filter((region) => named.length === 0 || named.includes(region)).sort();
}
