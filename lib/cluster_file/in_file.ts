import { DayError } from "../host/errors/day_error.ts";

/** Does something with the text of a cluster file, and names the file when the text is refused (`DAY-TPL-001`). */
export function inFile<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DayError) || error.code !== "DAY-TPL-001") throw error;
    throw new DayError(error.code, `${path}: ${error.message}`, { fix: error.advice, cause: error });
  }
}
