import type { Json } from "../../host/json.ts";
import type { Check } from "../../preflight/check.ts";

/** A check as JSON. */
export function rowOf({ id, status, details, remediation }: Check): { readonly [key: string]: Json } {
  return { id, status, details, remediation };
}

/** A check as people read it, with what can be done about it below. */
export function checkLines({ id, status, details: { note, ...facts }, remediation }: Check): readonly string[] {
  const said = String(note ?? Object.values(facts).filter((value) => value !== null).join(" "));
  return [
    `${status} ${id}: ${said}`,
    ...(remediation === "" ? [] : [`  fix: ${remediation.replaceAll("\n", "\n  ")}`]),
  ];
}
