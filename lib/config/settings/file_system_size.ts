import type { ConfigSource, Sourced } from "../file/config_source.ts";
import { plainNumber } from "./count_setting.ts";
import { initial } from "../file/initial_value.ts";
import { configKeys } from "../keys/keys.ts";
import { silentSetting } from "./silent_setting.ts";
import type { AskDeps } from "./ask_deps.ts";

const key = "fsx_fs_size";

/** Size of the file system in GiB. A configured value that FSx does not offer is kept for the preflight report. */
export async function fileSystemSize(deps: AskDeps, source: ConfigSource): Promise<Sourced> {
  const { question } = configKeys[key];
  return plainNumber(key, initial(source, key) ?? await silentSetting(deps, source, key, question));
}
