import type { Cost, CostItem } from "../../cost/cost_estimate.ts";
import type { Plan, PlanItem } from "./plan.ts";
import { hourlyUsd } from "../../text/hourly_usd.ts";
import { textTable } from "../../text/table.ts";

const words = { create: "create", exists: "keep", differs: "keep" } as const;

const remark =
  "existing resources that differ are not changed, except the heartbeat mails of the cluster and the resources of its " +
  "unfinished run";

/** A plan as lines of at most 78 characters, for a person. */
export function planText({ items, cost, warnings, notes }: Plan): readonly string[] {
  const differs = items.some(({ outcome }) => outcome === "differs");
  return [
    ...textTable(items.flatMap(rowsOf)),
    ...(differs ? textTable([[remark]]) : []),
    ...warnings.flatMap(({ message }) =>
      textTable(message.split("\n").map((line, at) => [at === 0 ? "warning" : "", line]))
    ),
    ...textTable(notes.map((note) => ["note", note])),
    "estimated cost in USD an hour",
    ...costLines(cost),
    "  not included: disks, addresses, traffic, logs, taxes",
  ];
}

function rowsOf({ what, outcome, note, differences }: PlanItem): readonly (readonly string[])[] {
  return [[words[outcome], what, note], ...differences.map(({ words }) => ["", "", `differs: ${words}`])];
}

function costLines(cost: Cost): readonly string[] {
  const { items, usd_per_hour_idle: idle, usd_per_hour_most: most } = cost;
  const numbers = [...items.map(({ usd_per_hour }) => usd_per_hour), idle, most].map(hourlyUsd);
  const width = Math.max(...numbers.map(({ length }) => length));
  const rows = items.map((item, index) => [item.what, numbers[index].padStart(width), sourceOf(item)]);
  return textTable([
    ...rows,
    ["while no job runs", hourlyUsd(idle).padStart(width), cost.unknown_idle.join("; ")],
    ["at most", hourlyUsd(most).padStart(width), cost.unknown_most.join("; ")],
  ]);
}

const sources: Readonly<Record<CostItem["source"], string>> = {
  "price list": "price list",
  table: "price table",
  Spot: "Spot price",
  "Spot bound": "price limits",
  "": "",
};

function sourceOf({ source, date, note }: CostItem): string {
  return [`${sources[source]} ${date}`.trim(), note].filter((part) => part !== "").join("; ");
}
