import type { Json } from "../host/json.ts";

/** One field in which two specs differ; a field that one of them lacks is null there. */
export type Difference = { readonly field: string; readonly expected: Json; readonly actual: Json };

/** Where two specs differ, by dotted path, in code-point order. Empty means equal. */
export function differences(expected: Json, actual: Json, field = ""): readonly Difference[] {
  if (!isContainer(expected) || !isContainer(actual) || Array.isArray(expected) !== Array.isArray(actual)) {
    return Object.is(expected, actual) ? [] : [{ field, expected, actual }];
  }
  const names = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  const fieldOf = (value: { readonly [key: string]: Json }, name: string) =>
    Object.hasOwn(value, name) ? value[name] : null;
  return [...names].sort().flatMap((name) =>
    differences(fieldOf(expected, name), fieldOf(actual, name), field === "" ? name : `${field}.${name}`)
  );
}

function isContainer(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null;
}
