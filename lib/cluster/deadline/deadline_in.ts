import { schedule } from "../../aws/resources/schedule.ts";
import { expiryNames } from "../../names/expiry_names.ts";
import type { Remembered } from "../../state/journal/facts.ts";

/** The deadline of a cluster as its schedule is remembered; "" when none is. */
export function deadlineIn(remembered: readonly Remembered[], cluster: string): string {
  const { expiry } = expiryNames(cluster);
  for (const { kind, expected } of remembered) {
    const spec = kind === schedule.kind ? schedule.spec.safeParse(expected).data : undefined;
    if (spec?.name === expiry) return spec.start;
  }
  return "";
}
