import { acceptedValue } from "./accept_value.ts";
import type { AskDeps } from "./ask_deps.ts";
import type { ConfigSource, Sourced } from "../file/config_source.ts";
import { effectiveDefault } from "./effective_default.ts";
import { complaintAbout, type ConfigKey } from "../keys/keys.ts";

/**
 * A setting that is a line of text: the configured value, else the answer to a question that offers the effective
 * default, or `lastResort` where there is none.
 */
export async function textSetting(
  deps: AskDeps,
  source: ConfigSource,
  key: ConfigKey,
  { message, lastResort }: { message: string; lastResort?: string },
): Promise<Sourced> {
  return acceptedValue(deps, source, key) ?? {
    value: await deps.prompter.text({
      id: key,
      message,
      default: effectiveDefault(source, key)?.value ?? lastResort,
      complaint: (answer) => complaintAbout(key, answer),
    }),
    origin: "answer",
  };
}
