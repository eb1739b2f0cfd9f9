import { counted } from "../../text/counted.ts";

/** A span in its largest unit, for example `3 hours`. */
export function ago(seconds: number): string {
  const units = [["day", 86_400], ["hour", 3_600], ["minute", 60], ["second", 1]] as const;
  const [unit, size] = units.find(([, size]) => seconds >= size) ?? units[3];
  const count = Math.floor(seconds / size);
  return counted(count, unit);
}
