import type { ConfigSource, Sourced } from "../file/config_source.ts";
import { plainNumber } from "./count_setting.ts";
import { initial } from "../file/initial_value.ts";
import { silentSetting } from "./silent_setting.ts";
import type { AskDeps } from "./ask_deps.ts";

const key = "fsx_fs_size";

/** Size of the file system in GiB. A configured value that FSx does not offer is kept for the preflight report. */
export async function fileSystemSize(deps: AskDeps, source: ConfigSource): Promise<Sourced> {
  const options = ["4800", "7200"].map((size) => ({ label: `${size} GiB`, value: size }));
  return plainNumber(
    key,
    initial(source, key) ??
      await silentSetting(deps, source, key, { message: "How large should the file system be?", options }),
  );
}
