import { DayError } from "../../host/errors/day_error.ts";
import { refusedValue } from "./accept_value.ts";
import type { ConfigSource, Sourced } from "../file/config_source.ts";
import { configuredValue, initial } from "../file/initial_value.ts";
import type { Option } from "../keys/key_row.ts";
import { configKeys, type KeysWith } from "../keys/keys.ts";
import { askMenu } from "./menu_setting.ts";
import type { AskDeps } from "./ask_deps.ts";

/** The keys that are chosen from what AWS offers. */
export type CandidateKey = KeysWith<{ readonly question: { readonly kind: "candidate" } }>;

/**
 * Chooses among candidates, which must not be empty and are shown in their order: the configured one, else the only
 * one, else the answer to a menu. A configured value that is not offered is only worth a notice; an override that is
 * not offered throws `DAY-CFG-003`, and where nobody can be asked a configured one throws `DAY-PROMPT-001`.
 */
export async function chooseCandidate(
  deps: AskDeps,
  source: ConfigSource,
  key: CandidateKey,
  candidates: readonly Option[],
): Promise<Sourced> {
  const offered = (value: string) => candidates.some((candidate) => candidate.value === value);
  const given = initial(source, key);
  if (given !== undefined && offered(given.value)) return given;
  if (given?.origin === "flag") {
    throw new DayError("DAY-CFG-003", `--set ${key}=${given.value}: there is no such choice`, {
      fix: `use one of ${candidates.map(({ value }) => value).join(", ")}`,
    });
  }
  const notice = (message: string) => deps.emit({ code: "config.candidate", level: "warn", message });
  const [first, second] = candidates;
  if (given !== undefined) {
    const { allowed } = configKeys[key];
    const message = `the configured ${key} '${configuredValue(source, key)}' cannot be used: it must be ${allowed}`;
    if (second !== undefined && deps.prompter.refuses) {
      throw refusedValue(key, message, candidates.map(({ value }) => value));
    }
    notice(`${message}; another one is chosen or asked for`);
  }
  if (second === undefined && source.autoSelect) {
    return { value: first.value, origin: "candidate" };
  }
  if (second === undefined) {
    notice(`Only one choice exists for ${key}; it is still asked for, because automatic selection is off`);
  }
  return await askMenu(deps, key, { message: configKeys[key].question.message, options: candidates });
}
