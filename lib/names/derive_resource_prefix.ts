import { availabilityZone } from "./availability_zone.ts";

const spelled = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

/**
 * The prefix of the names of a zone's network parts, for example `daylily-cs-us-west-twod`. Digits are spelled out
 * because the prefix may not hold any (`isResourcePrefix`).
 */
export function deriveResourcePrefix(az: string): string {
  availabilityZone(az);
  return `daylily-cs-${az}`.replace(/\d/g, (digit) => spelled[Number(digit)]);
}
