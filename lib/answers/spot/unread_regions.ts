import { DayError } from "../../host/errors/day_error.ts";
import type { Json } from "../../host/json.ts";
import type { UnreadRegion } from "../../spot/read_regions.ts";

/** The error for regions that could not be looked into; nothing where there are none. */
export function unreadRegions(unread: readonly UnreadRegion[]): DayError | undefined {
  if (unread.length === 0) return undefined;
  return new DayError("DAY-SPOT-009", unread.map(({ region, error }) => `${region}: ${error.message}`).join("; "));
}

export function unreadJson(unread: readonly UnreadRegion[]): Json {
  return Object.fromEntries(unread.map(({ region, error }) => [region, { error: error.message, code: error.code }]));
}
