import type { Json } from "../../host/json.ts";

/**
 * One field in which two specs differ. `changed`: another value, a field that one of them lacks is null there; `missing` and
 * `unexpected`: a member of a list of texts or numbers that only one of them has, whatever its place.
 */
export type Difference = {
  readonly field: string;
  readonly status: "changed" | "missing" | "unexpected";
  readonly expected: Json;
  readonly actual: Json;
};

/** Where two specs differ, by dotted path, in code-point order. Empty means equal. */
export function differences(expected: Json, actual: Json, field = ""): readonly Difference[] {
  if (isScalarList(expected) && isScalarList(actual)) return membersThatDiffer(expected, actual, field);
  if (!isContainer(expected) || !isContainer(actual) || Array.isArray(expected) !== Array.isArray(actual)) {
    return Object.is(expected, actual) ? [] : [{ field, status: "changed", expected, actual }];
  }
  const names = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  const fieldOf = (value: { readonly [key: string]: Json }, name: string) =>
    Object.hasOwn(value, name) ? value[name] : null;
  return [...names].sort().flatMap((name) =>
    differences(fieldOf(expected, name), fieldOf(actual, name), field === "" ? name : `${field}.${name}`)
  );
}

/** Lists of the same members in another order are equal; one that has a member more often is not. */
function membersThatDiffer(expected: readonly Scalar[], actual: readonly Scalar[], field: string): Difference[] {
  const surplus = (some: readonly Scalar[], others: readonly Scalar[]) => {
    const left = [...others];
    return some.filter((member) => {
      const at = left.indexOf(member);
      if (at >= 0) left.splice(at, 1);
      return at < 0;
    });
  };
  return [
    ...surplus(expected, actual).map((member) => ({
      field,
      status: "missing" as const,
      expected: member,
      actual: null,
    })),
    ...surplus(actual, expected).map((member) => ({
      field,
      status: "unexpected" as const,
      expected: null,
      actual: member,
    })),
  ];
}

type Scalar = null | boolean | number | string;

function isScalarList(value: Json): value is readonly Scalar[] {
  return Array.isArray(value) && value.every((member) => typeof member !== "object" || member === null);
}

function isContainer(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null;
}
