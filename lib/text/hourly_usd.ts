/**
 * What something costs an hour, in USD. Unknown is a question mark, never a guess. A price has four decimals, which no binary
 * number is exactly: half goes up.
 */
export function hourlyUsd(usd: number | null): string {
  return usd === null ? "?" : (Math.round(Math.round(usd * 10_000) / 10) / 1_000).toFixed(3);
}
