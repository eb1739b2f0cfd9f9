import { explainAwsError } from "../aws/aws_error.ts";
import type { DayError } from "../host/errors/day_error.ts";
import { sideBySide } from "./side_by_side.ts";

/** A region that could not be read, and why. */
export type UnreadRegion = { readonly region: string; readonly error: DayError };

/**
 * Reads regions side by side. One that cannot be read hides no other, and is told.
 *
 * @param doing what is done in a region, as an error would say it
 * @returns both in the order of the regions
 */
export async function readRegions<T>(
  { signal }: { readonly signal: AbortSignal },
  regions: readonly string[],
  { concurrency, doing }: { readonly concurrency: number; readonly doing: (region: string) => string },
  read: (region: string) => Promise<T>,
): Promise<{ readonly found: readonly T[]; readonly unread: readonly UnreadRegion[] }> {
  const all = await sideBySide(regions, concurrency, async (region) => {
    try {
      return { found: [await read(region)], unread: [] };
    } catch (error) {
      signal.throwIfAborted();
      return { found: [], unread: [{ region, error: explainAwsError(error, doing(region)) }] };
    }
  });
  return { found: all.flatMap(({ found }) => found), unread: all.flatMap(({ unread }) => unread) };
}
