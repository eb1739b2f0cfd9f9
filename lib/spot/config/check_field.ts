import type { Json } from "../../host/json.ts";
import type { FieldKind, FieldRow } from "./field_rows.ts";

/** What is wrong with a value; `code` is CFG-04 for the wrong kind, CFG-07 for a value that is not allowed. */
export type Complaint = {
  readonly code: "CFG-04" | "CFG-07";
  /** Which member of a list or of a map it is about; empty for the value itself. */
  readonly member: readonly (string | number)[];
  readonly found: string;
  readonly allowed: string;
};

type Kind = { readonly expected: string; readonly is: (value: Json) => boolean };

const whole: Kind = { expected: "a whole number", is: Number.isInteger };
const text: Kind = { expected: "text", is: (value) => typeof value === "string" };
const named: Kind = { expected: "text", is: (value) => ["string", "number", "boolean"].includes(typeof value) };

/** What a field of each kind holds, and what each member of it is. */
const kinds: Readonly<Record<FieldKind, Kind & { readonly each?: Kind }>> = {
  int: whole,
  number: { expected: "a number", is: (value) => typeof value === "number" && Number.isFinite(value) },
  boolean: { expected: "true or false", is: (value) => typeof value === "boolean" },
  // A release such as 24.04 reads as a number.
  text: { expected: "text", is: (value) => typeof value === "string" || typeof value === "number" },
  texts: { expected: "a list of texts", is: (value) => typeof value === "string" || Array.isArray(value), each: text },
  ints: { expected: "a list of whole numbers", is: Array.isArray, each: whole },
  map: { expected: "names with texts", is: isMap, each: named },
};

/** Every complaint about a value: each member of a list is judged for itself. What holds a placeholder is told as what it is, elsewhere. */
export function checkField(row: FieldRow, value: Json): readonly Complaint[] {
  const { is, expected, each } = kinds[row.kind];
  const complaint = (code: Complaint["code"], member: Complaint["member"], value: Json, allowed: string) => ({
    ...{ code, member, allowed },
    found: row.isSecret ? "something else" : JSON.stringify(value).slice(0, 200),
  });
  if (!is(value)) return hasPlaceholder(value) ? [] : [complaint("CFG-04", [], value, `expected ${expected}`)];
  if (row.isFilled && Array.isArray(value) && value.length === 0) {
    return [complaint("CFG-07", [], value, `allowed: ${allowedOf(row)}`)];
  }
  const members = each === undefined ? [[[], value] as const] : membersOf(value);
  return members.flatMap(([member, one]): readonly Complaint[] => {
    if (hasPlaceholder(one)) return [];
    if (each !== undefined && !each.is(one)) return [complaint("CFG-04", member, one, `expected ${each.expected}`)];
    return fits(row, one) ? [] : [complaint("CFG-07", member, one, `allowed: ${allowedOf(row)}`)];
  });
}

function isMap(value: Json): value is { readonly [name: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function membersOf(value: Json): readonly (readonly [Complaint["member"], Json])[] {
  if (Array.isArray(value)) return value.map((one: Json, index) => [[index], one] as const);
  return isMap(value) ? Object.entries(value).map(([name, one]) => [[name], one] as const) : [[[], value]];
}

function hasPlaceholder(value: Json): boolean {
  return /<[^<>]+>/.test(JSON.stringify(value));
}

function fits({ least = -Infinity, most = Infinity, pattern, values, kind }: FieldRow, value: Json): boolean {
  if (typeof value === "number" && kind !== "text" && kind !== "map") return value >= least && value <= most;
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
