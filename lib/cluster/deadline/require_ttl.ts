import { DayError } from "../../host/errors/day_error.ts";
import { ttlComplaint, ttlFix } from "../../names/ttl.ts";

/** The value of `--ttl`. @throws DayError DAY-USE-001 */
export function requireTtl(text: string): string {
  const complaint = ttlComplaint(text);
  if (complaint === undefined) return text;
  throw new DayError("DAY-USE-001", `--ttl ${complaint}`, { fix: ttlFix });
}
