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
  const unknown = named.filter((region) => !known.includes(region));
  if (unknown.length > 0) {
    const message = `--region ${unknown.join(", ")}: neither the configuration nor the state has such a region`;
    throw new DayError("DAY-USE-001", message, { fix: `name one of these: ${[...new Set(known)].sort().join(", ")}` });
  }
  return [...new Set(known)].filter((region) => named.length === 0 || named.includes(region)).sort();
}
