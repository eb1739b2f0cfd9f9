import { DayError } from "../../host/errors/day_error.ts";
import { complaintAbout, isConfigKey } from "../keys/keys.ts";
import { nearKeys } from "../keys/near_keys.ts";
import { normalise } from "./normalise.ts";
import { actionWords } from "./initial_value.ts";

/**
 * Overrides as the program uses them: known keys, valid values, one spelling. Throws `DAY-CFG-004` for an unknown key
 * and `DAY-CFG-003` for a value that its key refuses; an override never leads to a question. Of a key that comes more
 * than once each value is judged, and the last one counts.
 */
export function checkedOverrides(
  overrides: Iterable<readonly [key: string, value: string]>,
): ReadonlyMap<string, string> {
  return new Map([...overrides].map(([key, typed]) => {
    if (!isConfigKey(key)) {
      throw new DayError("DAY-CFG-004", `--set ${key}: there is no such configuration key`, {
        fix: `use one of ${nearKeys(key).join(", ")}`,
      });
    }
    const value = normalise(typed);
    const complaint = actionWords.has(value) ? "must be a value, not an action" : complaintAbout(key, value);
    if (complaint !== undefined) throw new DayError("DAY-CFG-003", `--set ${key}=${typed}: the value ${complaint}`);
    return [key, value];
  }));
}
