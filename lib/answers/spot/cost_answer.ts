import type { Json } from "../../host/json.ts";
import { costWords } from "../../spot/create/cost_words.ts";
import { addressPerHour, diskPerHour, hoursPerMonth, type Plan } from "../../spot/create/plan_nodes.ts";
import type { Cost, CostRow } from "../../spot/view/cost.ts";
import { textTable } from "../../text/table.ts";
import type { SpotSaid } from "./answer.ts";
import { unreadRegions } from "./unread_regions.ts";

const excluded = "not included: data transfer, burst credits, taxes, refunds of interruptions in the first hour";

/** What `cost` says of nodes that stand. */
export function spotCostAnswer({ rows, unread }: Cost): SpotSaid {
  const unpriced = rows.filter(({ compute }) => compute === undefined);
  const total = (of: (row: CostRow) => number | undefined) => rows.reduce((sum, row) => sum + (of(row) ?? 0), 0);
  const perHour = total(hourly);
  const accrued = total(accruedOf);
  const compute = rows.some(({ onDemand }) => onDemand) ? "Compute $/hr" : "Spot $/hr";
  const header = ["Region", "Zone", "Type", "Instances", compute, "Other $/hr", "$/day", "$/month", "Accrued"];
  const cells = (compute: number | undefined, other: number, all: number | undefined, spent: number | undefined) => [
    money(compute, 4),
    money(other, 4),
    money(all === undefined ? undefined : all * 24, 2),
    money(all === undefined ? undefined : all * hoursPerMonth, 2),
    money(spent, 4),
  ];
  const body = rows.map((row) => [
    ...[row.region, row.zone, typeWords(row), String(row.instances)],
    ...cells(row.compute, row.other, hourly(row), accruedOf(row)),
  ]);
  const count = rows.reduce((sum, { instances }) => sum + instances, 0);
  const sum = [
    "TOTAL",
    "",
    "",
    String(count),
    ...cells(total(({ compute }) => compute), total(({ other }) => other), perHour, accrued),
  ];
  const warning = unpriced.map((row) => `no price of ${typeWords(row)} in ${row.zone}: it is not in the totals`);
  return {
    action: "cost",
    error: unreadRegions(unread),
    data: {
      rows: rows.map(rowJson),
      total: {
        instances: count,
        usd_per_hour: round(perHour),
        usd_per_month: round(perHour * hoursPerMonth),
        accrued_usd: round(accrued),
      },
      basis: basis(rows),
      unpriced: unpriced.map(({ region, zone, type }) => ({ region, zone, type })),
    },
    text: rows.length === 0
      ? "No instances found."
      : [...textTable([header, ...body, sum], { width: Infinity }), ...warning, excluded].join("\n"),
  };
}

export function typeWords({ type, onDemand }: CostRow): string {
  return onDemand ? `${type} (on demand)` : type;
}

function hourly({ compute, other }: CostRow): number | undefined {
  return compute === undefined ? undefined : compute + other;
}

function accruedOf({ accrued }: CostRow): number | undefined {
  return accrued === undefined ? undefined : accrued.compute + accrued.address + accrued.storage;
}

function money(usd: number | undefined, digits: number): string {
  return usd === undefined ? "?" : usd.toFixed(digits);
}

function round(usd: number): number {
  return Math.round(usd * 1e6) / 1e6;
}

function rowJson(row: CostRow): Json {
  const { region, zone, type, onDemand, instances, compute, other, accrued } = row;
  const perHour = compute === undefined ? null : round(compute);
  const known = accrued === undefined
    ? null
    : { compute: round(accrued.compute), address: round(accrued.address), storage: round(accrued.storage) };
  return {
    ...{
      region,
      zone,
      instance_type: type,
      instances,
      spot_usd_per_hour: onDemand ? null : perHour,
    },
    lifecycle: onDemand ? "on-demand" : "spot",
    ...(onDemand ? { on_demand_usd_per_hour: perHour } : {}),
    other_usd_per_hour: round(other),
    accrued: known,
  };
}

function basis(rows: readonly CostRow[]): Json {
  return {
    address_usd_per_hour: addressPerHour,
    disk_usd_per_gb_hour: diskPerHour(1),
    prices: rows.map(({ zone, type, priceSince }) => ({
      zone,
      instance_type: type,
      since: priceSince?.toISOString() ?? null,
    })),
    excluded,
  };
}

/** What `cost --plan` says. */
export function spotPlanCostAnswer(plan: Plan): SpotSaid {
  const { regions, perHour, unpriced, wanted } = plan;
  const dear = regions.some(({ onDemand }) => onDemand > 0);
  const rows = regions.filter(({ slots }) => slots > 0).map(({ usable, slots, onDemand, usd, onDemandUsd }) => {
    const spot = slots - onDemand;
    return [
      ...[usable.region, usable.types[0]?.type ?? "", String(slots), money(usd, 4)],
      money(usd === undefined ? undefined : usd * spot, 4),
      ...!dear ? [] : onDemand === 0 ? ["", ""] : [String(onDemand), money(onDemandUsd, 4)],
    ];
  });
  const header = ["Region", "Type", "Instances", "Spot $/hr each", "Spot $/hr"];
  if (dear) header.push("On demand", "$/hr each");
  return {
    action: "cost",
    data: {
      regions: regions.map(({ usable: { region }, slots, onDemand, usd, onDemandUsd }) => ({
        region,
        instances: slots,
        spot_usd_per_hour: usd ?? null,
        ...(onDemand === 0 ? {} : { on_demand: onDemand, on_demand_usd_per_hour: onDemandUsd ?? null }),
      })),
      total: { instances: wanted, usd_per_hour: round(perHour), usd_per_month: round(perHour * hoursPerMonth) },
      unpriced,
    },
    text: [
      ...textTable([header, ...rows], { width: Infinity }),
      costWords(plan, ", with disks and addresses"),
      excluded,
    ].join("\n"),
  };
}
