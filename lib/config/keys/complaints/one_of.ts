import type { Complaint } from "../../../host/prompter.ts";
import { filled } from "./filled.ts";

/** A rule for a key that has only these few values. */
export function oneOf(values: readonly string[]): Complaint {
  return filled((value) => values.includes(value) ? undefined : `must be one of ${values.join(", ")}`);
}
