import { elapsed } from "../../host/events/elapsed.ts";
import type { Row } from "../../host/events/event_codes.ts";
import type { DayEvent } from "../../host/events/events.ts";
import { oneLine } from "../../text/one_line.ts";

/** A row of the table that moves at the end of a screen. */
export type TableRow = {
  /** A later row of the same key stands for this one; rows are in the order of their keys. */
  readonly key: string;
  readonly titles: readonly string[];
  readonly is: Row["is"];
  /** Since it is another, its time counts anew. */
  readonly status: string;
  /** @param waited milliseconds since the status came to be; `ago`: since this row came */
  cells(waited: number, ago: number): readonly string[];
};

/** The row that an event sets; nothing for one that sets none. */
export function tableRow(event: DayEvent): TableRow | undefined {
  if (event.code === "spot.row") {
    const { region, zone, status, is } = event.data;
    return {
      ...{ key: `${region} ${zone}`, titles: ["Region", "Zone", "Status"], is, status },
      cells: (waited) => [
        region,
        zone === "" ? "" : zone.slice(region.length),
        oneLine(status) + timeOf(is, waited),
      ],
    };
  }
  if (event.code !== "workset.row") return undefined;
  const { workset, state, step, seconds, cluster, cost, is } = event.data;
  return {
    ...{ key: workset, titles: ["Workset", "State", "Step", "Elapsed", "Cluster", "Cost"], is, status: state + step },
    cells: (waited, ago) => [
      oneLine(workset),
      state,
      step + timeOf(is, waited),
      elapsed(seconds * 1000 + (is === "going" ? ago : 0)),
      oneLine(cluster),
      cost,
    ],
  };
}

function timeOf(is: Row["is"], waited: number): string {
  return is === "going" && waited >= 1000 ? ` (${elapsed(waited)})` : "";
}
