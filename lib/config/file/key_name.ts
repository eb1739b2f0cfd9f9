import type { Scalar } from "yaml";

/** The text of a key, also of one that looks like a number. */
export function keyName(key: Scalar): string {
  return typeof key.value === "string" ? key.value : key.source ?? "";
}
