import { textTable } from "../../text/table.ts";
import type { Listed, ListedNode } from "../../spot/view/list_nodes.ts";
import { machineJson } from "./create_answer.ts";
import type { SpotSaid } from "./answer.ts";
import { unreadJson, unreadRegions } from "./unread_regions.ts";

/** What `list` says. */
export function spotListAnswer({ nodes, gone, unread }: Listed, now: Date): SpotSaid {
  return {
    action: "list",
    error: unreadRegions(unread),
    data: {
      instances: nodes.map(machineJson),
      gone: gone.map(({ id, region, why }) => ({ id, region, why })),
      region_errors: unreadJson(unread),
    },
    text: [
      ...table(nodes, now),
      ...gone.map(({ id, region, why }) => `${region} ${id}: gone (${why})`),
      ...unread.map(({ region }) => `${region}: error`),
    ].join("\n"),
  };
}

const header = ["Region", "Zone", "Instance ID", "Instance Type", "Public IP", "Private IP", "Status", "Age", "$/hr"];

function table(nodes: readonly ListedNode[], now: Date): readonly string[] {
  if (nodes.length === 0) return ["No instances found."];
  const hasEnd = nodes.some(({ ends_at }) => ends_at !== null);
  const rows = nodes.map((node) => [
    node.region,
    node.zone || "N/A",
    node.id,
    node.instance_type ?? "N/A",
    node.public_ip ?? "N/A",
    node.private_ip ?? "N/A",
    node.status,
    ageOf(node.launch_time, now),
    node.price_per_hour === null ? "?" : node.price_per_hour.toFixed(4),
    ...hasEnd ? [node.ends_at ?? ""] : [],
  ]);
  const regions = new Set(nodes.map(({ region }) => region)).size;
  return [
    ...textTable([[...header, ...hasEnd ? ["Ends"] : []], ...rows], { width: Infinity }),
    `Total: ${nodes.length} instances across ${regions} regions`,
  ];
}

/** `12.3s`, `4.5m`, `1.2h`, `3.4d` */
export function ageOf(since: string | null, now: Date): string {
  if (since === null) return "N/A";
  const seconds = Math.max(0, (now.getTime() - Date.parse(since)) / 1000);
  if (seconds < 60) return `${seconds.toFixed(1)}s`;
  if (seconds < 3600) return `${(seconds / 60).toFixed(1)}m`;
  return seconds < 86_400 ? `${(seconds / 3600).toFixed(1)}h` : `${(seconds / 86_400).toFixed(1)}d`;
}
