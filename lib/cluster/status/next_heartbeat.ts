import type { Timetable } from "../../aws/questions/schedules/heartbeat_schedule.ts";
import { moment } from "../../names/deadline.ts";
import { type Known, known, unknown } from "./known.ts";

const units: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** When the next heartbeat is sent, ISO 8601 in UTC; "" when none is. What a calendar says is not reckoned here. */
export function nextHeartbeat(timetable: Timetable | undefined, now: Date): Known<string> {
  if (timetable === undefined || !timetable.isOn) return known("");
  const { expression, end } = timetable;
  const next = occurrence(timetable, now.getTime());
  if (next === undefined) return unknown(`its schedule is ${expression}`);
  const isOver = next <= now.getTime() || (end !== undefined && next > end.getTime());
  return known(isOver ? "" : moment(new Date(next)));
}

/** It counts from its start, or one period after it was made. */
function occurrence({ expression, since, start }: Timetable, now: number): number | undefined {
  const once = /^at\((.+)\)$/.exec(expression)?.[1];
  if (once !== undefined) return Date.parse(`${once}Z`);
  const [, count, unit = ""] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const period = Number(count) * units[unit];
  const first = start?.getTime() ?? (since === undefined ? NaN : since.getTime() + period);
  if (!(period > 0) || Number.isNaN(first)) return undefined;
  return now < first ? first : first + (Math.floor((now - first) / period) + 1) * period;
}
