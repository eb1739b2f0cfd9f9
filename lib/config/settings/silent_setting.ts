import { acceptedValue } from "./accept_value.ts";
import type { ConfigSource, Sourced } from "../file/config_source.ts";
import { effectiveDefault } from "./effective_default.ts";
import { configuredValue } from "../file/initial_value.ts";
import { complaintAbout, type ConfigKey } from "../keys/keys.ts";
import { askMenu, type Menu } from "./menu_setting.ts";
import type { AskDeps } from "./ask_deps.ts";

/**
 * A setting that is taken from the file or from its default without a question; the menu comes up only when neither is
 * valid. With automatic selection switched off it always comes up and offers the configured value first, so that a
 * `Retain` never turns into a `Delete` by itself.
 */
export async function silentSetting(
  deps: AskDeps,
  source: ConfigSource,
  key: ConfigKey,
  menu: Omit<Menu, "preferred">,
): Promise<Sourced> {
  const configured = configuredValue(source, key);
  const given = acceptedValue(deps, source, key);
  if (given !== undefined) return given;
  const valid = (value: string | undefined) => value !== undefined && complaintAbout(key, value) === undefined;
  const offered = effectiveDefault(source, key);
  if (source.autoSelect) {
    return configured === "" && offered !== undefined && valid(offered.value)
      ? offered
      : await askMenu(deps, key, menu);
  }
  const preferred = [configured, offered?.value].find(valid);
  const known = preferred === undefined || menu.options.some(({ value }) => value === preferred);
  const options = known ? menu.options : [...menu.options, { label: preferred, value: preferred }];
  return await askMenu(deps, key, { ...menu, options, preferred });
}
