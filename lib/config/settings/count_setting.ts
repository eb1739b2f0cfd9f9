import type { ConfigSource, Sourced } from "../file/config_source.ts";
import { initial } from "../file/initial_value.ts";
import { complaintAbout, type ConfigKey } from "../keys/keys.ts";
import type { AskDeps } from "./ask_deps.ts";
import { type TextAsking, textSetting } from "./text_setting.ts";

/** A whole number. A configured value that is none is kept for the preflight report. */
export async function countSetting(
  deps: AskDeps,
  source: ConfigSource,
  key: ConfigKey,
  question: TextAsking,
): Promise<Sourced> {
  return plainNumber(key, initial(source, key) ?? await textSetting(deps, source, key, question));
}

/** Whole numbers without the leading zeros that YAML readers disagree about; anything invalid stays as it is. */
export function plainNumber(key: ConfigKey, { value, origin }: Sourced): Sourced {
  return { value: complaintAbout(key, value) === undefined ? value.replace(/^0+/, "") : value, origin };
}
