const hoursOfDay = 24;
/** AWS bills storage by the month of 730 hours. */
const hoursOfMonth = 730;

/** USD per day out of USD per hour; null when nobody knows. */
export function dayOfHours(usd: number | undefined): number | null {
  return usd === undefined ? null : rounded(usd * hoursOfDay);
}

/** USD per day of so many GiB, out of USD per GiB and month. */
export function dayOfStorage(gib: number | undefined, usd: number | undefined): number | null {
  return gib === undefined || usd === undefined ? null : rounded(gib * usd * hoursOfDay / hoursOfMonth);
}

export function gibOf(bytes: number): number {
  return bytes / 2 ** 30;
}

/** To a hundredth of a cent. */
function rounded(usd: number): number {
  return Math.round(usd * 10_000) / 10_000;
}
