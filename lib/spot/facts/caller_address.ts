import { DayError } from "../../host/errors/day_error.ts";
import type { Reach } from "../../host/reach.ts";
import type { SpotConfig } from "../config/spot_config.ts";

/** AWS's own service that says from where one is seen. */
const address = "https://checkip.amazonaws.com";

/** What was asked for. Addresses that are given count instead of those of the configuration. */
type Wish = {
  readonly config: Pick<SpotConfig, "allowedCidrs">;
  readonly allowCidrs: readonly string[];
  readonly openPorts: boolean;
};

/**
 * From where the nodes are reached: as configured or given, from anywhere when that was asked for, else from where this machine is seen.
 *
 * @throws DayError DAY-SPOT-013 when nobody knows
 */
export async function sourcesOf(
  reach: Reach,
  { config, allowCidrs, openPorts }: Wish,
): Promise<readonly string[]> {
  if (openPorts) return ["0.0.0.0/0"];
  const named = allowCidrs.length > 0 ? allowCidrs : config.allowedCidrs;
  if (named.length > 0) return named;
  const answer = await reach.page(address, { milliseconds: 3_000 });
  const own = answer?.status === 200 ? answer.body.trim() : "";
  if (/^(?:\d{1,3}\.){3}\d{1,3}$/.test(own)) return [`${own}/32`];
  throw new DayError("DAY-SPOT-013", `${address} did not return the public IP address of this machine`);
}
