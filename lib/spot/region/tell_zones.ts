import type { Row } from "../../host/events/event_codes.ts";
import { rowEvent } from "./row_event.ts";
import type { SpotDeps } from "./spot_deps.ts";

/** Tells how far each zone of a region is in which some of these stand. */
export function tellZones<T extends { readonly zone: string }>(
  { aws: { region }, emit }: Pick<SpotDeps, "aws" | "emit">,
  standing: readonly T[],
  row: (some: readonly T[]) => readonly [status: string, is?: Row["is"]],
): void {
  for (const [zone, some = []] of Object.entries(Object.groupBy(standing, (each) => each.zone))) {
    emit(rowEvent(region, zone, ...row(some)));
  }
}
