import { acceptedValue } from "./accept_value.ts";
import type { ConfigSource, Sourced } from "../file/config_source.ts";
import { effectiveDefault } from "./effective_default.ts";
import type { MenuQuestion, Option } from "../keys/key_row.ts";
import type { ConfigKey } from "../keys/keys.ts";
import type { AskDeps } from "./ask_deps.ts";

export type Menu = {
  readonly message: string;
  readonly options: readonly Option[];
  /** The value that an empty line takes. */
  readonly preferred?: string;
};

/** A setting that is one of a few: the configured value, else the answer to a numbered question. */
export async function menuSetting(
  deps: AskDeps,
  source: ConfigSource,
  key: ConfigKey,
  question: MenuQuestion,
): Promise<Sourced> {
  return acceptedValue(deps, source, key) ??
    await askMenu(deps, key, { ...question, preferred: preferredOf(source, key, question) });
}

function preferredOf(source: ConfigSource, key: ConfigKey, question: MenuQuestion): string {
  const offered = question.offersDefault ? effectiveDefault(source, key)?.value : undefined;
  return question.options.find(({ value }) => value === offered)?.value ?? question.preferred;
}

/** Asks the numbered question. */
export async function askMenu(
  { prompter }: Pick<AskDeps, "prompter">,
  id: string,
  { message, options, preferred }: Menu,
): Promise<Sourced> {
  const number = options.findIndex(({ value }) => value === preferred) + 1;
  const value = await prompter.menu({ id, message, options, defaultNumber: number > 0 ? number : undefined });
  return { value, origin: "answer" };
}
