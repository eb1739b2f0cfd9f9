import type { ConfigSource, Sourced } from "../file/config_source.ts";
import { isConfigKey, rowOf } from "../keys/keys.ts";

/**
 * What a question about the key offers: the file's default, else its template default, else the built-in one. Empty
 * text counts as no default anywhere.
 */
export function effectiveDefault(source: ConfigSource, key: string): Sourced | undefined {
  const written = source.triplets.get(key)?.default || source.templateDefaults.get(key);
  if (written) return { value: written, origin: "file" };
  const fallback = isConfigKey(key) ? rowOf(key).fallback : "";
  return fallback === "" ? undefined : { value: fallback, origin: "default" };
}
