import type { Json } from "../../host/json.ts";
import type { FieldKind, FieldRow } from "./field_rows.ts";

/** What is wrong with a value; `code` is CFG-04 for the wrong kind, CFG-07 for a value that is not allowed. */
export type Complaint = { readonly code: "CFG-04" | "CFG-07"; readonly found: string; readonly allowed: string };

const kinds: Readonly<Record<FieldKind, string>> = {
  int: "a whole number",
  number: "a number",
  boolean: "true or false",
  text: "text",
  texts: "a list of texts",
  ints: "a list of whole numbers",
  map: "names with texts",
};

/** The complaint about a value, if there is one. */
export function checkField(row: FieldRow, value: Json): Complaint | undefined {
  const found = typeof value === "string" ? JSON.stringify(value) : JSON.stringify(value).slice(0, 60);
  if (!isOfKind(row.kind, value)) return { code: "CFG-04", found, allowed: `expected ${kinds[row.kind]}` };
  const members: readonly Json[] = Array.isArray(value) ? value : [value];
  const bad = members.find((each) => !fits(row, each));
  if (bad === undefined) return undefined;
  return { code: "CFG-07", found: JSON.stringify(bad), allowed: `allowed: ${allowedOf(row)}` };
}

function isOfKind(kind: FieldKind, value: Json): boolean {
  switch (kind) {
    case "int":
      return Number.isInteger(value);
    case "number":
      return typeof value === "number" && Number.isFinite(value);
    case "boolean":
      return typeof value === "boolean";
    case "text":
      // A release such as 24.04 reads as a number.
      return typeof value === "string" || typeof value === "number";
    case "texts":
      return typeof value === "string" || (Array.isArray(value) && value.every((each) => typeof each === "string"));
    case "ints":
      return Array.isArray(value) && value.every(Number.isInteger);
    case "map":
      return typeof value === "object" && value !== null && !Array.isArray(value) &&
        Object.values(value).every((each) => ["string", "number", "boolean"].includes(typeof each));
  }
}

function fits({ least = -Infinity, most = Infinity, pattern, values, kind }: FieldRow, value: Json): boolean {
  if (kind === "map") return true;
  if (typeof value === "number" && kind !== "text") return value >= least && value <= most;
  const text = kind === "text" ? textOf(value) : String(value);
  return (pattern?.test(text) ?? true) && (values?.includes(text) ?? true);
}

/** A release as it was meant: YAML takes `24.04` for a number. */
export function textOf(value: Json): string {
  return typeof value === "number" && !Number.isInteger(value) ? value.toFixed(2) : String(value);
}

function allowedOf({ least, most, values, allowed }: FieldRow): string {
  if (allowed !== undefined) return allowed;
  if (values !== undefined) return values.join(", ");
  return least === undefined ? "anything" : `${least} to ${most}`;
}
