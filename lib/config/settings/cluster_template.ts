import { DayError } from "../../host/errors/day_error.ts";
import type { ConfigSource, Sourced } from "../file/config_source.ts";
import { effectiveDefault } from "./effective_default.ts";
import { initial } from "../file/initial_value.ts";
import { complaintAbout, configKeys } from "../keys/keys.ts";
import { findFile, type FindFileDeps, noSuchFile } from "../file/shipped_files.ts";
import type { AskDeps } from "./ask_deps.ts";

const key = "cluster_template_yaml";

/** Path of the cluster template, as it was written. A configured one is judged by the preflight, an answer at once. */
export async function clusterTemplate(deps: AskDeps & FindFileDeps, source: ConfigSource): Promise<Sourced> {
  const given = initial(source, key);
  if (given !== undefined) return given;
  const offered = effectiveDefault(source, key)?.value ?? "";
  const usable = await problemWith(deps, offered) === undefined;
  for (;;) {
    const value = await deps.prompter.text({
      id: key,
      message: configKeys[key].question.message,
      default: usable ? offered : undefined,
      complaint: (answer) => complaintAbout(key, answer),
    });
    const problem = await problemWith(deps, value);
    if (problem === undefined) return { value, origin: "answer" };
    deps.emit({ code: "config.refused", level: "warn", message: problem });
  }
}

async function problemWith(deps: FindFileDeps, path: string): Promise<string | undefined> {
  try {
    return await findFile(deps, path) === undefined ? noSuchFile(path).message : undefined;
  } catch (error) {
    if (error instanceof DayError) return error.message;
    throw error;
  }
}
