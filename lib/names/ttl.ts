const hour = 3_600_000;
const usualLeast = 2 * hour;
const most = 30 * 24 * hour;

/**
 * Milliseconds of a time to live such as `36h` or `2d`; nothing for what is none. Hours and days only, 2 h to 30 d.
 *
 * @param least of what is made faster than a cluster
 */
export function ttlMilliseconds(text: string, least = usualLeast): number | undefined {
  const [, count, unit] = /^([1-9]\d{0,3})([hd])$/.exec(text) ?? [];
  if (count === undefined) return undefined;
  const ttl = Number(count) * (unit === "h" ? hour : 24 * hour);
  return ttl >= least && ttl <= most ? ttl : undefined;
}

/** What is wrong with a time to live, or nothing. */
export function ttlComplaint(text: string): string | undefined {
  if (ttlMilliseconds(text) !== undefined) return undefined;
  return `${JSON.stringify(text)} is not a valid lifetime: give a number of hours or days from 2h to 30d`;
}

/** What to do about it. */
export const ttlFix = "give hours or days, for example 36h or 2d";
