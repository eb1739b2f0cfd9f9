import { type ConfigKey, configKeys, keysInTable, type KeysWith, rowOf } from "./keys.ts";

/** A key whose value a cluster template can ask for. */
export type TokenKey = KeysWith<{ readonly token: string }>;

/** What stands for such a value. */
export type KeyToken = typeof configKeys[TokenKey]["token"];

export const tokenKeys: readonly TokenKey[] = keysInTable.filter(hasToken);

export function tokenOf(key: TokenKey): KeyToken {
  return configKeys[key].token;
}

function hasToken(key: ConfigKey): key is TokenKey {
  return rowOf(key).token !== undefined;
}
