import { textTable } from "../../text/table.ts";
import { userNameOf } from "../../aws/questions/identity.ts";
import type { Identity } from "../../aws/questions/identity.ts";
import type { SpotConfig } from "../config/spot_config.ts";
import { costWords } from "./cost_words.ts";
import type { Plan } from "./plan_nodes.ts";

/** The plan as people read it: where, what, how many, and what it costs. */
export function planLines(
  { regions, dropped, wanted, perHour, unpriced }: Plan,
  { config, deployment, identity }: {
    readonly config: SpotConfig;
    readonly deployment: string;
    readonly identity: Identity;
  },
): readonly string[] {
  const dear = regions.some(({ onDemand }) => onDemand > 0);
  const rows = regions.filter(({ slots }) => slots > 0).map(({ usable, slots, onDemand, usd, onDemandUsd }) => [
    usable.region,
    usable.zones.map((zone) => zone.slice(usable.region.length)).join(" "),
    usable.types.map(({ type }) => type).join(" "),
    usable.architecture,
    usable.image.id,
    onDemand === 0 ? String(slots) : `${slots} (${onDemand} on demand)`,
    priceCell(usd),
    ...dear ? [onDemand === 0 ? "" : priceCell(onDemandUsd)] : [],
  ]);
  const header = ["Region", "Zones", "Types", "Arch", "Image", "Nodes", "Spot $/hr each"];
  if (dear) header.push("On demand $/hr each");
  const parts = `, with ${config.storageGb} GB disk and a public address each`;
  return [
    `AWS account ${identity.account} as ${userNameOf(identity.arn)}; deployment ${deployment}`,
    ...textTable([header, ...rows], { width: Infinity }),
    `${wanted} wanted; ${costWords({ perHour, unpriced }, parts)}`,
    ...dropped.map(({ region, why, slots }) =>
      `${region} is left out: ${why}${slots === 0 ? "" : ` (${slots} nodes fail)`}`
    ),
  ];
}

function priceCell(usd: number | undefined): string {
  return usd === undefined ? "?" : usd.toFixed(4);
}
