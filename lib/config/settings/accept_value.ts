import type { DayError } from "../../host/errors/day_error.ts";
import { promptRequired } from "../../host/errors/prompt_required.ts";
import type { ConfigSource, Sourced } from "../file/config_source.ts";
import { initial } from "../file/initial_value.ts";
import { choicesOf, complaintAbout, type ConfigKey } from "../keys/keys.ts";
import type { AskDeps } from "./ask_deps.ts";

/**
 * The value that can be used without asking, provided it is valid. One that is not leads to the key's question, and the
 * reason is said first.
 *
 * @throws DayError DAY-PROMPT-001 for a value that is not valid, where nobody can be asked for another
 */
export function acceptedValue({ prompter, emit }: AskDeps, source: ConfigSource, key: ConfigKey): Sourced | undefined {
  const given = initial(source, key);
  const complaint = given === undefined ? undefined : complaintAbout(key, given.value);
  if (complaint === undefined) return given;
  const message = `the configured ${key} ${JSON.stringify(given?.value)} is ignored: it ${complaint}`;
  if (prompter.refuses) throw refusedValue(key, message, choicesOf(key));
  emit({ code: "config.refused", level: "warn", message });
}

/** A configured value that cannot be used, where nobody can be asked for another. @param choices all that can */
export function refusedValue(key: ConfigKey, message: string, choices: readonly string[]): DayError {
  const among = choices.length === 0 ? "" : `with one of these values: ${choices.join(", ")}`;
  const fix = `correct the value in the configuration file, or give --set ${key}=VALUE${among}`;
  return promptRequired({ key, message, choices, fix });
}
