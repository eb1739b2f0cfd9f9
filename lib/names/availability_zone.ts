import { DayError } from "../host/errors/day_error.ts";
import { partitionOf } from "./partition_of.ts";

/**
 * Takes an availability zone apart: `us-west-2c` is region `us-west-2`, suffix `2c`.
 *
 * Local zones and zones of other partitions are refused (`DAY-CFG-003`), because two of them could get the same stack
 * name.
 */
export function availabilityZone(az: string): { readonly region: string; readonly suffix: string } {
  const [, area, suffix] = /^([a-z]{2}-[a-z]+)-(\d[a-z])$/.exec(az) ?? [];
  if (area === undefined || suffix === undefined || partitionOf(az) !== "aws") {
    throw new DayError("DAY-CFG-003", `${JSON.stringify(az)} is not an availability zone of a commercial region`, {
      fix: "name an availability zone, for example us-west-2c",
    });
  }
  return { region: `${area}-${suffix.slice(0, -1)}`, suffix };
}
