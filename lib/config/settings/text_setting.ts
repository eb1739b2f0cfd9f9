import { acceptedValue } from "./accept_value.ts";
import type { AskDeps } from "./ask_deps.ts";
import type { ConfigSource, Sourced } from "../file/config_source.ts";
import { effectiveDefault } from "./effective_default.ts";
import { complaintAbout, type ConfigKey } from "../keys/keys.ts";

/** How a line of text is asked; `lastResort` is offered where there is no default. */
export type TextAsking = { readonly message: string; readonly emptyAllowed?: true; readonly lastResort?: string };

/**
 * A setting that is a line of text: the configured value, else the answer to a question that offers the effective
 * default, unless an empty line is an answer of its own.
 */
export async function textSetting(
  deps: AskDeps,
  source: ConfigSource,
  key: ConfigKey,
  { message, emptyAllowed, lastResort }: TextAsking,
): Promise<Sourced> {
  return acceptedValue(deps, source, key) ?? {
    value: await deps.prompter.text({
      id: key,
      message,
      default: emptyAllowed ? undefined : effectiveDefault(source, key)?.value ?? lastResort,
      emptyAllowed,
      complaint: (answer) => complaintAbout(key, answer),
    }),
    origin: "answer",
  };
}
