import { DayError } from "../../host/errors/day_error.ts";

const units: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of a span such as `90s`, `15m`, `2h` or `3d`. @throws DayError DAY-USE-001 for anything else */
export function sinceSpan(text: string): number {
  const [, count, unit] = /^([1-9]\d{0,5})([smhd])$/.exec(text) ?? [];
  if (count !== undefined) return Number(count) * units[unit];
  throw new DayError("DAY-USE-001", `--since ${JSON.stringify(text)} is not a length of time`, {
    fix: "give seconds, minutes, hours or days, for example 15m or 2h",
  });
}
