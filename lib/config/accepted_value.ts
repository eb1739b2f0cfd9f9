import type { Emit } from "../host/events.ts";
import type { ConfigSource, Sourced } from "./config_source.ts";
import { initial } from "./initial_value.ts";
import { complaintAbout, type ConfigKey } from "./keys.ts";

/**
 * The value that can be used without asking, provided it is valid. One that is not leads to the key's question, and the
 * reason is said first.
 *
 * @see spec/create-cluster.md 2.8, quirk Q35; decision 3.41
 */
export function acceptedValue({ emit }: { emit: Emit }, source: ConfigSource, key: ConfigKey): Sourced | undefined {
  const given = initial(source, key);
  const complaint = given === undefined ? undefined : complaintAbout(key, given.value);
  if (complaint === undefined) return given;
  emit({
    code: "config.refused",
    level: "warn",
    message: `the configured ${key} ${JSON.stringify(given?.value)} is not used: it ${complaint}`,
  });
}
