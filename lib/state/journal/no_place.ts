import { DayError } from "../../host/errors/day_error.ts";
import { reasonOf } from "../../host/errors/reason_of.ts";

/** The error DAY-RUN-007 for a file or folder that a run cannot have, with the system's reason. */
export function noPlace(path: string, what: "written" | "made" | "locked", cause: unknown): DayError {
  return new DayError("DAY-RUN-007", `${path} cannot be ${what}: ${reasonOf(cause)}`, { cause });
}
