import type { FindFileDeps } from "../config/file/shipped_files.ts";
import { DayError } from "../host/errors/day_error.ts";
import { availabilityZone } from "../names/availability_zone.ts";
import { isResourcePrefix } from "../names/is_resource_prefix.ts";
import type { NetworkRequest } from "./ensure_network.ts";
import { readNetworkTemplate } from "../config/file/network_template.ts";

export type CloudstackRequest = {
  readonly profile: string;
  readonly region: string;
  readonly network: NetworkRequest;
};

const names = ["TEMPLATE", "PREFIX", "ZONE", "REGION", "PROFILE"] as const;

/**
 * The five words of `init-cloudstack`, judged in the order of the script of that name; the first mistake wins.
 *
 * @param flags may repeat what the words say
 * @throws DayError DAY-USE-001 for words that are missing or contradict each other, DAY-CFG-001 and DAY-INFRA-004 for the template,
 *   DAY-CFG-003 for prefix and zone
 */
export async function cloudstackRequest(
  deps: FindFileDeps,
  words: readonly string[],
  flags: { readonly region?: string; readonly profile?: string },
): Promise<CloudstackRequest> {
  const missing = names.filter((_, index) => !words[index]);
  if (missing.length > 0) {
    throw new DayError("DAY-USE-001", `init-cloudstack needs ${missing.join(", ")}`, {
      fix: `give all five in this order: ${names.join(" ")}`,
    });
  }
  const [path, prefix, zone, region, profile] = words;
  const template = await readNetworkTemplate(deps, path);
  if (!isResourcePrefix(prefix)) {
    throw new DayError("DAY-CFG-003", `the prefix ${JSON.stringify(prefix)} may contain only letters and hyphens`, {
      fix: "use one such as daylily-cs-us-west-twoc",
    });
  }
  const { region: own } = availabilityZone(zone);
  if (own !== region) {
    throw new DayError("DAY-CFG-003", `${zone} is not in ${region}`, { fix: `give ${own} as the region` });
  }
  for (const [name, given, word] of [["region", flags.region, region], ["profile", flags.profile, profile]]) {
    if (given === undefined || given === word) continue;
    throw new DayError("DAY-USE-001", `--${name} ${given} is not the ${name} of the words, ${word}`, {
      fix: `leave out --${name}`,
    });
  }
  return { profile, region, network: { zone, template, prefix, others: "do not count" } };
}
