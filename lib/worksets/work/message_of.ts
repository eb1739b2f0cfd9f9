import { DayError } from "../../host/errors/day_error.ts";

/** What a line says of something that failed. */
export function messageOf(error: unknown): string {
  if (error instanceof DayError) return `${error.code} ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}
