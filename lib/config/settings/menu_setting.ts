import { acceptedValue } from "./accept_value.ts";
import type { ConfigSource, Sourced } from "../file/config_source.ts";
import type { ConfigKey } from "../keys/keys.ts";
import type { AskDeps } from "./ask_deps.ts";

export type Option = { readonly label: string; readonly value: string };

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
  menu: Menu,
): Promise<Sourced> {
  return acceptedValue(deps, source, key) ?? await askMenu(deps, key, menu);
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
