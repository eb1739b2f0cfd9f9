import { isList, type Json } from "../../host/json.ts";
import type { Check } from "../../preflight/check.ts";

/** A check as JSON. */
export function rowOf({ id, status, details, remediation }: Check): { readonly [key: string]: Json } {
  return { id, status, details, remediation };
}

/** A check as people read it, with what can be done about it below. */
export function checkLines({ id, status, details: { note, ...facts }, remediation }: Check): readonly string[] {
  const said = note === undefined ? factsText(facts) : String(note);
  return [
    said === "" ? `${status} ${id}` : `${status} ${id}: ${said}`,
    ...(remediation === "" ? [] : [`  fix: ${remediation.replaceAll("\n", "\n  ")}`]),
  ];
}

/** Each fact with its name, such as `current 3.16.1; required 3.16.1`; one without a value is left out. */
function factsText(facts: Readonly<Record<string, Json>>): string {
  return Object.entries(facts)
    .map(([name, value]) => [name.replaceAll("_", " "), valueText(value)])
    .filter(([, value]) => value !== "")
    .map((words) => words.join(" "))
    .join("; ");
}

function valueText(value: Json): string {
  if (value === null) return "none";
  if (isList(value)) return value.map(valueText).join(", ");
  return typeof value === "boolean" ? (value ? "yes" : "no") : String(value);
}
