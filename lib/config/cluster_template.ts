import type { ConfigSource, Sourced } from "./config_source.ts";
import { effectiveDefault } from "./effective_default.ts";
import { initial } from "./initial_value.ts";
import { complaintAbout } from "./keys.ts";
import { findFile, type FindFileDeps } from "./shipped.ts";
import type { AskDeps } from "./text_setting.ts";

const key = "cluster_template_yaml";

/** Path of the cluster template, as it was written. A configured one is judged by the preflight, an answer at once. */
export async function clusterTemplate(deps: AskDeps & FindFileDeps, source: ConfigSource): Promise<Sourced> {
  const given = initial(source, key);
  if (given !== undefined) return given;
  const offered = effectiveDefault(source, key)?.value ?? "";
  const usable = await findFile(deps, offered) !== undefined;
  for (;;) {
    const value = await deps.prompter.text({
      id: key,
      message: "Which cluster template should be used?",
      default: usable ? offered : undefined,
      complaint: (answer) => complaintAbout(key, answer),
    });
    if (await findFile(deps, value) !== undefined) return { value, origin: "answer" };
    deps.emit({ code: "config.refused", level: "warn", message: `${value}: there is no such file` });
  }
}
