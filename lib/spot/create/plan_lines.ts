import { textTable } from "../../text/table.ts";
import { userNameOf } from "../../aws/questions/identity.ts";
import type { Identity } from "../../aws/questions/identity.ts";
import type { SpotConfig } from "../config/spot_config.ts";
import { hoursPerMonth, type Plan } from "./plan_nodes.ts";

/** The plan as people read it: where, what, how many, and what it costs. */
export function planLines(
  { regions, dropped, wanted, perHour, unpriced }: Plan,
  { config, deployment, identity }: {
    readonly config: SpotConfig;
    readonly deployment: string;
    readonly identity: Identity;
  },
): readonly string[] {
  const rows = regions.filter(({ slots }) => slots > 0).map(({ usable, slots, onDemand, usd }) => [
    usable.region,
    usable.zones.map((zone) => zone.slice(usable.region.length)).join(" "),
    usable.types.map(({ type }) => type).join(" "),
    usable.architecture,
    usable.image.id,
    onDemand === 0 ? String(slots) : `${slots} (${onDemand} on demand)`,
    usd === undefined ? "?" : usd.toFixed(4),
  ]);
  const dear = regions.reduce((sum, { onDemand }) => sum + onDemand, 0);
  const header = ["Region", "Zones", "Types", "Arch", "Image", "Nodes", "Spot $/h each"];
  const estimate = `about $${perHour.toFixed(4)} per hour, $${(perHour * hoursPerMonth).toFixed(2)} per month` +
    (unpriced === 0 ? "" : `, ${unpriced} without a known price`) +
    (dear === 0 ? "" : `; ${dear} on demand, counted at the Spot price, cost more`);
  return [
    `AWS account ${identity.account} as ${userNameOf(identity.arn)}; deployment ${deployment}`,
    ...textTable([header, ...rows], { width: Infinity }),
    `${wanted} wanted; ${estimate}, with ${config.storageGb} GB disk and a public address each`,
    ...dropped.map(({ region, why, slots }) =>
      `${region} is left out: ${why}${slots === 0 ? "" : ` (${slots} nodes fail)`}`
    ),
  ];
}
