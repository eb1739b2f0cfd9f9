import { destroyCommand } from "../../spot/state/destroy_command.ts";
import { advice, command } from "../../host/errors/advice.ts";
import { DayError } from "../../host/errors/day_error.ts";
import type { Json } from "../../host/json.ts";
import type { SpotConfig } from "../../spot/config/spot_config.ts";
import type { Created, RegionReport } from "../../spot/create/created.ts";
import { boundOf, costOfMachines, costWords, unknownWords } from "../../spot/create/cost_words.ts";
import { leftWords } from "../../spot/region/remove_things.ts";
import { planLines } from "../../spot/create/plan_lines.ts";
import { loginAdvice } from "../../aws/aws_error.ts";
import { descriptions, remedyFor } from "../../spot/launch/classify.ts";
import { counted } from "../../text/counted.ts";
import { shellWord } from "../../text/shell_word.ts";
import { textTable } from "../../text/table.ts";
import type { SpotSaid } from "./answer.ts";

/** What `create` and `reconcile` say. */
export function spotCreateAnswer(
  action: string,
  created: Created,
  { config, profile, allowPartial, least }: {
    readonly config: SpotConfig;
    readonly profile: string;
    readonly allowPartial: boolean;
    readonly least: number | undefined;
  },
): SpotSaid {
  const { machines, isDryRun, plan, deployment } = created;
  const error = isDryRun ? undefined : errorOf(created, profile, least);
  const forgiven = allowPartial && error?.exitCode === 5;
  return {
    action,
    data: {
      ...resultJson(action, created, { error, storageGb: config.storageGb }),
      plan: planJson(created),
      instances: machines.map(machineJson),
    },
    text: isDryRun
      ? planText(created, config)
      : [...summary(created), ...nodes(created, config), ...diagnosis(created, profile)].join("\n"),
    next: isDryRun || machines.length === 0 ? [] : ["deno task spot-deploy status", destroyCommand(deployment)],
    ...(forgiven ? { exitCode: 0 } : {}),
    error: plan.wanted === 0 ? undefined : error,
  };
}

function errorOf(
  { machines, requested, reports, left, rolledBack, deployment, plan }: Created,
  profile: string,
  least = 0,
): DayError | undefined {
  const stand = machines.length;
  if (rolledBack && left.length > 0) {
    const destroy = command(destroyCommand(deployment));
    return new DayError("DAY-SPOT-004", `only some of ${requested} nodes could be launched; ${leftWords(left)}`, {
      fix: advice`remove the rest with ${destroy}`,
    });
  }
  if (rolledBack) {
    return new DayError("DAY-SPOT-004", `only some of ${requested} nodes could be launched; they were removed again`);
  }
  const why = reports.flatMap(({ region, error }) =>
    error === undefined ? [] : [`${region}: ${error.code || error.type}`]
  );
  const reason = why.length === 0 ? "" : ` (${why.join(", ")})`;
  if (stand === 0 && requested > 0) {
    return new DayError("DAY-SPOT-004", `none of ${requested} nodes could be launched${reason}`);
  }
  if (stand < least) {
    return new DayError("DAY-SPOT-004", `${stand} nodes are running, but at least ${least} were wanted${reason}`);
  }
  const late = reports.flatMap((report) => report.late);
  const lost = plan.dropped.reduce((sum, { slots }) => sum + slots, 0);
  if (stand >= requested && late.length === 0 && left.length === 0) return undefined;
  const parts = [
    `${stand} of ${requested} nodes are running${reason}`,
    lost > 0 ? `${lost} were for regions that cannot be used` : "",
    late.length > 0 ? `not ready in time: ${late.join(", ")}` : "",
    left.length > 0 ? `left over: ${left.map(({ thing: { id } }) => id).join(", ")}` : "",
  ];
  const resume = command(`deno task spot-deploy create --resume ${deployment}`);
  const destroy = command(destroyCommand(deployment));
  const reconcile = command(`deno task spot-deploy reconcile --deployment ${deployment}`);
  return new DayError("DAY-SPOT-003", parts.filter((part) => part !== "").join("; "), {
    fix: reports.some(({ error }) => error?.type === "credential_issues")
      ? advice`${loginAdvice(profile)}; then continue with ${resume}, or remove the running nodes with ${destroy}`
      : advice`launch the missing nodes with ${reconcile}`,
  });
}

function planText({ plan, deployment, identity }: Created, config: SpotConfig): string {
  const cost = `${boundOf(plan)} $${plan.perHour.toFixed(4)} per hour${unknownWords(plan)}`;
  const what = plan.wanted === 0 ? "no node is missing" : `${counted(plan.wanted, "node")}, ${cost}`;
  return [
    ...plan.wanted === 0 ? [] : planLines(plan, { config, deployment, identity }),
    `dry run of ${deployment}: ${what}; nothing was changed`,
  ].join("\n");
}

/** Nodes by region and zone. */
function zoneCounts({ nodes }: RegionReport): readonly (readonly [zone: string, count: number])[] {
  const zones = Object.entries(Object.groupBy(nodes, ({ zone }) => zone));
  return zones.map(([zone, some = []]) => [zone, some.length] as const).sort(([one], [other]) => one < other ? -1 : 1);
}

/** Regions that were left out although nodes were wanted there. */
function lostRegions({ dropped }: Created["plan"]): Created["plan"]["dropped"] {
  return dropped.filter(({ slots }) => slots > 0);
}

function summary({ reports, machines, requested, plan }: Created): readonly string[] {
  const withAddress = (region: string, zone: string) =>
    machines.filter((each) => each.region === region && each.zone === zone && each.public_ip !== null).length;
  const rows = reports.filter((report) => report.requested > 0 || report.nodes.length > 0).flatMap((report) => {
    const { region, nodes, movedHere, movedAway } = report;
    const failed = Math.max(0, report.requested - nodes.length);
    const notes = [...movedHere.map((from) => `moved from ${from}`), movedAway > 0 ? `${movedAway} moved away` : ""];
    const note = notes.filter((each) => each !== "").join(", ");
    const zones = zoneCounts(report);
    if (zones.length === 0) return [[region, "-", String(report.requested), "0", "0", String(failed), note]];
    return zones.map(([zone, count], index) => [
      index === 0 ? region : "",
      zone,
      index === 0 ? String(report.requested) : "",
      String(count),
      String(withAddress(region, zone)),
      index === 0 ? String(failed) : "",
      index === 0 ? note : "",
    ]);
  });
  const lost = lostRegions(plan)
    .map(({ region, slots, why }) => [region, "-", String(slots), "0", "0", String(slots), why]);
  const total = machines.filter(({ public_ip }) => public_ip !== null).length;
  const sum = [
    "TOTAL",
    "",
    String(requested),
    String(machines.length),
    String(total),
    String(Math.max(0, requested - machines.length)),
  ];
  const verdict = machines.length >= requested
    ? `all ${requested} nodes are running`
    : machines.length === 0
    ? "no node is running"
    : `${machines.length} of ${requested} nodes are running`;
  return [
    "Spot Instance Creation Summary",
    ...textTable([["Region", "Zone", "Requested", "Fulfilled", "With IP", "Failed", ""], ...rows, ...lost, sum], {
      width: Infinity,
    }),
    verdict,
  ];
}

function nodes({ machines }: Created, { username, privateKeyPath, storageGb }: SpotConfig): readonly string[] {
  const listed = machines.filter(({ public_ip }) => public_ip !== null);
  if (listed.length === 0) return [];
  const used = new Map<string, number>();
  const rows = listed.map(({ region, zone, public_ip, private_ip }, index) => {
    const name = `bacalhau-${region}-${zone.slice(region.length)}`;
    const nth = (used.get(name) ?? 0) + 1;
    used.set(name, nth);
    return [
      String(index + 1),
      nth === 1 ? name : `${name}-${nth}`,
      region,
      zone,
      public_ip ?? "N/A",
      private_ip ?? "N/A",
    ];
  });
  const key = privateKeyPath === undefined ? "" : `-i ${shellWord(privateKeyPath)} `;
  return [
    "",
    "Bacalhau Cluster Nodes",
    ...textTable([["Node #", "Hostname", "Region", "Zone", "Public IP", "Private IP"], ...rows], { width: Infinity }),
    costWords(costOfMachines(machines, storageGb)),
    `log in with: ssh ${key}${username}@${listed[0].public_ip}`,
    "the nodes need some minutes to install their software",
  ];
}

/** One row for each kind of failure that occurred, with what AWS said in each region below it. */
function diagnosis({ reports, machines }: Created, profile: string): readonly string[] {
  const failed = reports.flatMap(({ region, error }) => error === undefined ? [] : [{ region, ...error }]);
  if (machines.length > 0 || failed.length === 0) return [];
  const types = Object.entries(Object.groupBy(failed, ({ type }) => type));
  const rows = types.flatMap(([type, some = []]) => [
    [title(type), descriptions[some[0].type], remedyFor(some[0].type, profile).text],
    ...some.map(({ region, code, message }) => ["", `${region}: ${code}`, message]),
  ]);
  const header = ["Error Type", "Description", "Solution"];
  return ["", "Error Diagnosis", ...textTable([header, ...rows], { width: Infinity })];
}

function title(type: string): string {
  const word = type.replace("_issues", "");
  return word[0].toUpperCase() + word.slice(1);
}

function planJson({ plan: { regions } }: Created): Json {
  return regions.map(({ usable, slots, onDemand, usd, onDemandUsd }) => ({
    ...{ region: usable.region, zones: usable.zones, architecture: usable.architecture, image_id: usable.image.id },
    types: usable.types.map(({ type }) => type),
    ...{ count: slots, on_demand: onDemand, spot_usd_per_hour: usd ?? null },
    ...(onDemand === 0 ? {} : { on_demand_usd_per_hour: onDemandUsd ?? null }),
  }));
}

/** The result of an operation, with the field names of the scripts before. */
function resultJson(
  action: string,
  created: Created,
  { error, storageGb }: { readonly error: DayError | undefined; readonly storageGb: number },
): { readonly [key: string]: Json } {
  const { reports, machines, requested, plan, deployment, startedAt, endedAt, isDryRun } = created;
  const { perHour, unpriced } = isDryRun ? plan : costOfMachines(machines, storageGb);
  const first = reports.find((report) => report.error !== undefined)?.error;
  const errors = [
    ...reports.flatMap(({ region, error, failures }) =>
      error === undefined ? [] : [[region, {
        ...{ error: error.message, error_type: error.type, aws_code: error.code },
        pools: failures.map(({ type, zone, code, message }) => ({ type, zone, code, message })),
      }]] as [string, Json][]
    ),
    ...plan.dropped.map((
      { region, why, errorType, awsCode = null },
    ): [string, Json] => [region, { error: why, error_type: errorType, aws_code: awsCode, pools: [] }]),
  ];
  return {
    action,
    success: error === undefined,
    start_time: startedAt.toISOString(),
    end_time: endedAt.toISOString(),
    error: error?.message ?? null,
    error_type: error === undefined ? null : first?.type ?? "unknown",
    result_summary: {
      total_requested: requested,
      total_created: machines.length,
      instances_with_ip: machines.filter(({ public_ip }) => public_ip !== null).length,
      success_rate: requested === 0 ? 1 : machines.length / requested,
      machines_saved: !isDryRun,
      deployment_id: deployment,
      estimated_hourly_usd: Math.round(perHour * 1e6) / 1e6,
      // Where it is not 0 the estimate is a lower bound.
      unpriced,
      regions: {
        ...Object.fromEntries(
          lostRegions(plan).map(({ region, slots }) => {
            return [region, { region, total: slots, succeeded: 0, failed: slots, moved_from: [], zones: {} }];
          }),
        ),
        ...Object.fromEntries(reports.map((report) => [report.region, regionJson(report)])),
      },
    },
    region_errors: Object.fromEntries(errors),
    destroyed_count: 0,
    nuked_resources: {},
  };
}

function regionJson(report: RegionReport): Json {
  const { region, requested, nodes, movedHere } = report;
  return {
    ...{ region, total: requested, succeeded: nodes.length, failed: Math.max(0, requested - nodes.length) },
    moved_from: movedHere,
    zones: Object.fromEntries(
      zoneCounts(report).map(([zone, count]) => [zone, { total: count, succeeded: count, failed: 0 }]),
    ),
  };
}

export function machineJson(machine: object): Json {
  return JSON.parse(JSON.stringify(machine)) as Json;
}
