import type { Json } from "../../../host/json.ts";

/** A schedule as it was asked for, and when that was, in milliseconds since the epoch. */
export type Timetable = { readonly asked: { readonly [name: string]: Json }; readonly since: number };

const units: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * The next time of a schedule after a moment, in milliseconds since the epoch; nothing when there is none. `rate(…)` begins at its
 * start date, or one period after it was made; `at(…)` is in UTC; `cron(…)` never comes here.
 */
export function nextTime({ asked, since }: Timetable, after: number): number | undefined {
  const expression = String(asked.ScheduleExpression);
  const once = /^at\((.+)\)$/.exec(expression)?.[1];
  if (once !== undefined) {
    const at = Date.parse(`${once}Z`);
    return at > after ? at : undefined;
  }
  const [, count, unit = ""] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (count === undefined) return undefined;
  const period = Number(count) * units[unit];
  const first = momentOf(asked.StartDate) ?? since + period;
  const next = after < first ? first : first + (Math.floor((after - first) / period) + 1) * period;
  const end = momentOf(asked.EndDate);
  return end !== undefined && next > end ? undefined : next;
}

/** A date of the service is a number of seconds. */
function momentOf(date: Json | undefined): number | undefined {
  return typeof date === "number" ? date * 1_000 : undefined;
}
