import type { ConfigSource, Sourced } from "../file/config_source.ts";
import { initial } from "../file/initial_value.ts";
import { complaintAbout, type ConfigKey } from "../keys/keys.ts";
import type { AskDeps } from "./ask_deps.ts";
import { textSetting } from "./text_setting.ts";

export type CountKey = Extract<ConfigKey, `max_count_${string}`>;

/** Most instances of one size. A configured value that is no count is kept for the preflight report. */
export async function countSetting(
  deps: AskDeps,
  source: ConfigSource,
  key: CountKey,
  vcpus: number,
): Promise<Sourced> {
  const given = initial(source, key);
  const message = `How many instances with ${vcpus} vCPU may run at most (per compute resource)?`;
  return plainNumber(key, given ?? await textSetting(deps, source, key, { message }));
}

/** Whole numbers without the leading zeros that YAML readers disagree about; anything invalid stays as it is. */
export function plainNumber(key: ConfigKey, { value, origin }: Sourced): Sourced {
  return { value: complaintAbout(key, value) === undefined ? value.replace(/^0+/, "") : value, origin };
}
