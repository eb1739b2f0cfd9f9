import type { ConfigSource, Sourced } from "./config_source.ts";

/** Words of the file format that are never values, whatever an older tool wrote into a value's place. */
export const actionWords: ReadonlySet<string> = new Set(["PROMPTUSER", "USESETVALUE"]);

/** The value that the file gives a key, or "". Whether it may be applied is another question. */
export function configuredValue(source: ConfigSource, key: string): string {
  const value = source.triplets.get(key)?.value ?? "";
  return actionWords.has(value) ? "" : value;
}

/**
 * The value that is used without asking: an override, else the file's value, whatever its action says, unless automatic
 * selection is switched off. Nothing means that the key's own rule decides.
 */
export function initial(source: ConfigSource, key: string): Sourced | undefined {
  const override = source.overrides.get(key);
  if (override !== undefined) return { value: override, origin: "flag" };
  const value = source.autoSelect ? configuredValue(source, key) : "";
  return value === "" ? undefined : { value, origin: "file" };
}
