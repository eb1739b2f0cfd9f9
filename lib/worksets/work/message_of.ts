import { DayError } from "../../host/errors/day_error.ts";
import { reasonOf } from "../../host/errors/reason_of.ts";

/** What a line says of something that failed. */
export function messageOf(error: unknown): string {
  if (error instanceof DayError) return `${error.code} ${error.message}`;
  return reasonOf(error);
}
