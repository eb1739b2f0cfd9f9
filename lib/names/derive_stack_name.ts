import { availabilityZone } from "./availability_zone.ts";

/**
 * The name of a zone's network stack, for example `pcluster-vpc-stack-2c`. Existing accounts own stacks of these
 * names, so the rule never changes. Stacks are regional: the same name in two regions is two stacks.
 */
export function deriveStackName(az: string): string {
  return `pcluster-vpc-stack-${availabilityZone(az).suffix}`;
}
