import { DayError } from "../../host/errors/day_error.ts";
import type { ClusterStatus, NodeStatus } from "../../spot/view/status.ts";
import { textTable } from "../../text/table.ts";
import { machineJson } from "./create_answer.ts";
import type { SpotSaid } from "./answer.ts";
import { ageOf } from "./list_answer.ts";
import { unreadJson, unreadRegions } from "./unread_regions.ts";

/** What `status` says: 0 when all is well or nothing stands, 5 when some of it is, 1 when nothing is. */
export function spotStatusAnswer(status: ClusterStatus, now: Date): SpotSaid {
  const { nodes, wanted, live, cluster, orphans, unread } = status;
  const words = `${live} of ${wanted} wanted nodes live: ${counts(nodes)}`;
  const error = cluster === "UNHEALTHY"
    ? new DayError("DAY-SPOT-010", words)
    : unreadRegions(unread) ?? (cluster === "DEGRADED" ? new DayError("DAY-SPOT-015", words) : undefined);
  return {
    action: "status",
    error,
    data: {
      ...{ cluster, wanted, live, orphaned_nodes: orphans, region_errors: unreadJson(unread) },
      instances: nodes.map(({ node, ...rest }) => machineJson({ ...node, ...rest, checks: rest.checks ?? null })),
    },
    text: [
      ...(nodes.length === 0 ? [] : table(nodes, now)),
      `${cluster}: ${cluster === "EMPTY" ? "no node is running" : words}`,
      ...unread.map(({ region }) => `${region}: error`),
      ...(orphans.length === 0 ? [] : [`the orchestrator still knows ${orphans.join(", ")}`]),
    ].join("\n"),
    next: orphans.length === 0 ? undefined : ["deno task spot-deploy delete-disconnected-aws-nodes"],
  };
}

function counts(nodes: readonly NodeStatus[]): string {
  const kinds = Object.entries(Object.groupBy(nodes, ({ verdict }) => verdict));
  return kinds.map(([verdict, some = []]) => `${some.length} ${verdict}`).join(", ");
}

function word(answer: boolean | undefined): string {
  return answer === undefined ? "?" : answer ? "ok" : "no";
}

function table(nodes: readonly NodeStatus[], now: Date): readonly string[] {
  const header = [
    "Instance ID",
    "Region",
    "Zone",
    "EC2",
    "Checks",
    "SSH",
    "Healthz",
    "API",
    "Orchestrator",
    "Uptime",
    "Ends",
    "Verdict",
  ];
  const rows = nodes.map(({ node, ec2, checks, ssh, healthz, api, orchestrator, verdict, why }) => [
    node.id,
    node.region,
    node.zone,
    ec2,
    word(checks),
    word(ssh),
    word(healthz?.ok),
    word(api),
    orchestrator ?? "?",
    ageOf(node.launch_time, now),
    node.ends_at ?? "",
    [verdict, why || (healthz?.ok === false ? healthz.message : "")].filter((part) => part !== "").join(" "),
  ]);
  return textTable([header, ...rows], { width: Infinity });
}
