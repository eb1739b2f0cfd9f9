import type { Environment } from "../../host/environment.ts";
import type { ConfigSource, Sourced } from "../file/config_source.ts";
import { countSetting } from "./count_setting.ts";
import type { Question } from "../keys/key_row.ts";
import { configKeys } from "../keys/keys.ts";
import { type SettledKey, settledKeys } from "../keys/settled_keys.ts";
import { menuSetting } from "./menu_setting.ts";
import { type OwnKey, ownSettings } from "./own_settings.ts";
import type { FindFileDeps } from "../file/shipped_files.ts";
import { silentSetting } from "./silent_setting.ts";
import type { AskDeps } from "./ask_deps.ts";
import { textSetting } from "./text_setting.ts";

/** Without heartbeats both heartbeat values are empty. Values that only the preflight judges may still be invalid. */
export type Settings = Readonly<Record<SettledKey, Sourced>>;

export type ResolveDeps = AskDeps & FindFileDeps & { readonly environment: Environment };

/**
 * Settles everything that can be settled before AWS is asked, question after question in the order of their turns.
 *
 * Invalid configured counts, sizes, templates, monitoring words and heartbeat addresses are kept: the preflight fails
 * them with a report. Other invalid values lead to their question.
 */
export async function resolveSettings(deps: ResolveDeps, source: ConfigSource): Promise<Settings> {
  const values = new Map<SettledKey, Sourced>();
  const settled = (key: SettledKey): Sourced => {
    const value = values.get(key);
    if (value === undefined) throw new Error(`${key} is wanted before its turn`);
    return value;
  };
  for (const key of settledKeys) {
    values.set(key, isOwn(key) ? await ownSettings[key](deps, source, settled) : await settleByKind(deps, source, key));
  }
  return Object.fromEntries(values) as Settings;
}

function isOwn(key: SettledKey): key is OwnKey {
  return Object.hasOwn(ownSettings, key);
}

function settleByKind(deps: ResolveDeps, source: ConfigSource, key: Exclude<SettledKey, OwnKey>): Promise<Sourced> {
  const question: Extract<Question, { kind: "text" | "menu" | "silent" | "count" }> = configKeys[key].question;
  switch (question.kind) {
    case "text": {
      const { variable } = question;
      const lastResort = variable === undefined ? undefined : deps.environment.get(variable);
      return textSetting(deps, source, key, { ...question, lastResort });
    }
    case "menu":
      return menuSetting(deps, source, key, question);
    case "silent":
      return silentSetting(deps, source, key, question);
    case "count":
      return countSetting(deps, source, key, question);
  }
}
