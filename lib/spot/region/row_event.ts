import type { Row } from "../../host/events/event_codes.ts";
import type { DayEvent } from "../../host/events/events.ts";

/** How far a region or one of its zones is: a row of the live table, a line where there is no terminal. */
export function rowEvent(region: string, zone: string, status: string, is: Row["is"] = "going"): DayEvent {
  const data = { region, zone, status, is };
  return { code: "spot.row", level: is === "failed" ? "warn" : "info", message: `${zone || region}: ${status}`, data };
}
