import { DayError } from "../host/errors/day_error.ts";

/**
 * A name that IAM takes, as a command line gives it.
 *
 * @param most how many characters IAM takes for this kind of thing
 * @throws DayError DAY-USE-001 for any other text
 */
export function iamName(flag: string, name: string, most: number): string {
  if (/^[\w+=,.@-]+$/.test(name) && name.length <= most) return name;
  throw new DayError("DAY-USE-001", `${flag} ${JSON.stringify(name)} is not a valid IAM name`, {
    fix: `use letters, digits and the signs + = , . @ _ -, at most ${most} of them, without a path`,
  });
}
