import type { ConfigSource, Sourced } from "../file/config_source.ts";
import { initial } from "../file/initial_value.ts";

const key = "enable_detailed_monitoring";

/**
 * Never asked, and blind to defaults. Under a written `USESETVALUE` everything but `true` means `false`, even with
 * automatic selection switched off; under another action, and where the value stands alone, an unknown word is kept for
 * the preflight report.
 */
export function detailedMonitoring(source: ConfigSource): Sourced {
  const triplet = source.triplets.get(key);
  if (triplet?.action === "USESETVALUE" && !triplet.bare && !source.overrides.has(key)) {
    return { value: triplet.value === "true" ? "true" : "false", origin: "file" };
  }
  return initial(source, key) ?? { value: "false", origin: "default" };
}
