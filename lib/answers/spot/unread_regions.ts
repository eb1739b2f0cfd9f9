import { DayError } from "../../host/errors/day_error.ts";

/** The error for regions that could not be looked into; nothing where there are none. */
export function unreadRegions(
  unread: readonly { readonly region: string; readonly error: Error }[],
): DayError | undefined {
  if (unread.length === 0) return undefined;
  return new DayError("DAY-SPOT-009", unread.map(({ region, error }) => `${region}: ${error.message}`).join("; "));
}
