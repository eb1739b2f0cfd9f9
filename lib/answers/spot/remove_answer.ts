import { DayError } from "../../host/errors/day_error.ts";
import type { Json } from "../../host/json.ts";
import type { Destroyed } from "../../spot/remove/destroy.ts";
import type { Nuked } from "../../spot/remove/nuke.ts";
import type { UnreadRegion } from "../../spot/read_regions.ts";
import type { LeftThing } from "../../spot/region/remove_things.ts";
import type { Thing } from "../../spot/region/things.ts";
import { counted } from "../../text/counted.ts";
import { textTable } from "../../text/table.ts";
import type { SpotSaid } from "./answer.ts";
import { unreadJson } from "./unread_regions.ts";

/** What `destroy` says. */
export function destroyAnswer(destroyed: Destroyed): SpotSaid {
  const { meant, removed, left, blockers, unread, isDryRun, startedAt, endedAt } = destroyed;
  const gone = removed.filter(({ kind }) => kind === "spot-instance");
  const error = isDryRun ? undefined : leftError({ removed, left, unread, blockers });
  const text = isDryRun
    ? `dry run: ${counted(meant.length, "resource")} would be removed; nothing was changed`
    : meant.length === 0
    ? unread.length === 0 ? "nothing to destroy" : "nothing to destroy in the regions that could be read"
    : destroyedText(gone, removed.length - gone.length, left);
  return {
    action: "destroy",
    text,
    error,
    data: {
      ...{ action: "destroy", success: error === undefined, error: error?.message ?? null },
      ...{ start_time: startedAt.toISOString(), end_time: endedAt.toISOString(), destroyed_count: gone.length },
      instances: gone.map(({ id, region }) => ({ id, region })),
      removed: removed.map(thingJson),
      left: left.map(leftJson),
      blockers: blockers.map(thingJson),
      region_errors: unreadJson(unread),
    },
  };
}

/** What has ended by region and zone, and what else went or is still on its way. */
function destroyedText(gone: readonly Thing[], others: number, left: readonly LeftThing[]): string {
  const ending = left.filter(({ isEnding }) => isEnding).length;
  const rows = Object.entries(Object.groupBy(gone, ({ region }) => region)).sort().flatMap(([region, there = []]) => {
    const zones = Object.entries(Object.groupBy(there, ({ zone }) => zone)).sort();
    return zones.map(([zone, some = []], index) => [index === 0 ? region : "", zone, String(some.length)]);
  });
  const table = [["Region", "Zone", "Instances"], ...rows, ["TOTAL", "", String(gone.length)]];
  return [
    ...gone.length === 0 && ending + others > 0
      ? []
      : ["Terminated Instances Summary", ...textTable(table, { width: Infinity })],
    ...others === 0 ? [] : [`${counted(others, "other resource")} removed`],
    ...ending === 0 ? [] : [`${counted(ending, "instance")} terminating, not waited for; the networks were kept`],
  ].join("\n");
}

/** Columns of the report, and the kinds that each counts. */
const columns: readonly (readonly [title: string, kind: Thing["kind"]])[] = [
  ["Instances", "spot-instance"],
  ["VPCs", "spot-vpc"],
  ["Subnets", "spot-subnet"],
  ["IGWs", "spot-gateway"],
  ["Routes", "spot-route-table"],
  ["SGs", "spot-security-group"],
  ["Spot Reqs", "spot-request"],
  ["Templates", "spot-launch-template"],
  ["Interfaces", "spot-interface"],
  ["Volumes", "spot-volume"],
];

const jsonNames: Readonly<Record<Thing["kind"], string>> = {
  "spot-instance": "instances",
  "spot-vpc": "vpcs",
  "spot-subnet": "subnets",
  "spot-gateway": "internet_gateways",
  "spot-route-table": "route_tables",
  "spot-security-group": "security_groups",
  "spot-request": "spot_requests",
  "spot-launch-template": "launch_templates",
  "spot-interface": "network_interfaces",
  "spot-volume": "volumes",
};

/** What `nuke` says. */
export function nukeAnswer(nuked: Nuked): SpotSaid {
  const { meant, kept, removed, left, unread, regions, account, isDryRun, startedAt, endedAt } = nuked;
  const blocked = kept.filter(({ thing }) => !thing.isManaged || thing.kind !== "spot-instance").map(({ thing }) =>
    thing
  );
  const error = isDryRun ? undefined : leftError({
    ...{ removed, left, unread },
    blockers: blocked.filter(({ kind, isManaged }) => kind === "spot-instance" && !isManaged),
  });
  const count = (region: string | undefined, kind: Thing["kind"]) =>
    removed.filter((thing) => thing.kind === kind && (region === undefined || thing.region === region)).length;
  const errors = (region: string | undefined) =>
    [...left.map(({ thing }) => thing.region), ...unread.map((each) => each.region)]
      .filter((each) => region === undefined || each === region).length;
  const row = (
    title: string,
    region: string | undefined,
  ) => [title, ...columns.map(([, kind]) => String(count(region, kind))), String(errors(region))];
  const touched = [...new Set([...meant.map(({ region }) => region), ...unread.map(({ region }) => region)])].sort();
  const table = textTable(
    [
      ["Region", ...columns.map(([name]) => name), "Errors"],
      ...touched.map((region) => row(region, region)),
      row("TOTAL", undefined),
    ],
    { width: Infinity },
  );
  const nothing = kept.length === 0
    ? "no region has resources with the tag of spot-deploy"
    : "nothing has to be removed";
  const text = isDryRun
    ? `dry run: ${counted(meant.length, "resource")} would be removed; nothing was changed`
    : touched.length === 0
    ? nothing
    : table.join("\n");
  return {
    action: "nuke",
    text,
    error,
    data: {
      ...{ action: "nuke", success: error === undefined, error: error?.message ?? null, account_id: account },
      ...{ start_time: startedAt.toISOString(), end_time: endedAt.toISOString(), regions },
      nuked_resources: {
        ...Object.fromEntries(columns.map(([, kind]) => [jsonNames[kind], count(undefined, kind)])),
        fleets: new Set(removed.map(({ fleet }) => fleet).filter((id) => id !== "")).size,
      },
      found: meant.map(thingJson),
      kept: kept.map(({ thing, why }) => ({ ...thingJson(thing), why })),
      left: left.map(leftJson),
      region_errors: unreadJson(unread),
    },
  };
}

/** 5 where something is left, 2 where nothing at all could be removed. */
function leftError({ removed, left, unread, blockers }: {
  readonly removed: readonly Thing[];
  readonly left: readonly LeftThing[];
  readonly unread: readonly UnreadRegion[];
  readonly blockers: readonly Thing[];
}): DayError | undefined {
  const ending = left.filter(({ isEnding }) => isEnding);
  const held = left.filter(({ isHeld }) => isHeld);
  const open = left.filter((each) => !ending.includes(each) && !held.includes(each));
  const parts = [
    ...ending.length === 0 ? [] : [`${counted(ending.length, "instance")} terminating: ${idsOf(ending)}`],
    ...open.map(({ thing: { region, id }, why }) => `${region} ${id}: ${why}`),
    ...held.length === 0 ? [] : [`${counted(held.length, "other resource")} kept for the instances that run`],
    ...blockers.map(({ region, id }) => `${region} ${id} belongs to somebody else, so its network was kept`),
    ...unread.map(({ region, error }) => `${region} cannot be read: ${error.message}`),
  ];
  if (parts.length === 0) return undefined;
  const message = parts.join("; ");
  if (removed.length === 0 && open.length > 0 && ending.length === 0) return new DayError("DAY-SPOT-018", message);
  const isOnlyEnding = ending.length > 0 && parts.length === 1;
  return new DayError("DAY-SPOT-008", message, {
    ...(isOnlyEnding
      ? {
        fix: "to remove the networks as well, run the command again without --no-wait",
      }
      : {}),
  });
}

function idsOf(left: readonly LeftThing[]): string {
  return left.map(({ thing: { region, id } }) => `${region} ${id}`).join(", ");
}

function thingJson({ kind, id, region, vpc, creator, deployment, state }: Thing) {
  return { kind: kind.slice(5), id, region, vpc_id: vpc || null, creator, deployment_id: deployment, state };
}

function leftJson({ thing, why }: LeftThing): Json {
  return { ...thingJson(thing), why };
}
