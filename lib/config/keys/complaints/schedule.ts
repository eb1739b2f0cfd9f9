import { cronComplaint } from "./cron.ts";

/**
 * What EventBridge Scheduler takes as a repeating schedule. Whether a month has that day is left to it.
 *
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export function schedule(value: string): string | undefined {
  const [, kind, inner] = /^(rate|cron|at)\((.*)\)$/.exec(value) ?? [];
  switch (kind) {
    case "rate":
      return rateComplaint(inner);
    case "cron":
      return cronComplaint(inner);
    case "at":
      return `must repeat, and at(…) happens once; it must look ${shapes}`;
    default:
      return `must look ${shapes}`;
  }
}

const shapes = "like rate(60 minutes), in minutes, hours or days, or like cron(0 12 * * ? *)";

function rateComplaint(inner: string): string | undefined {
  const [, amount = "", unit = ""] = /^(\S+) (\S+)$/.exec(inner) ?? [];
  if (amount === "") return "must have a number and a unit with one blank between them, as in rate(60 minutes)";
  if (!/^[1-9][0-9]{0,5}$/.test(amount)) {
    return `must have a whole number from 1 to 999999 before its unit, not ${amount}`;
  }
  if (/^(minutes?|hours?|days?)$/.test(unit)) return undefined;
  return `must be in minutes, hours or days, and ${unit} is none of them`;
}
