import { DayError } from "../host/day_error.ts";
import type { Environment } from "../host/environment.ts";
import { readConfigDocument } from "./config_document.ts";
import { findFile, type FindFileDeps, shippedPaths } from "./shipped.ts";
import type { AskDeps } from "./text_setting.ts";

export type ChooseConfigDeps = AskDeps & FindFileDeps & { readonly environment: Environment };

/**
 * The configuration file: the flag, else `DAY_EX_CFG`, else the answer to a question. A file that cannot be used is
 * explained and asked for again; then nothing is offered, so that the end of input never replaces somebody's file by
 * the shipped one.
 *
 * @see spec/create-cluster.md 2.1
 */
export async function chooseConfig(deps: ChooseConfigDeps, flag: string | undefined): Promise<string> {
  const message = "Which configuration file should be used?";
  const named = flag || deps.environment.get("DAY_EX_CFG");
  const asked = named === undefined;
  let path = named ?? await deps.prompter.text({ id: "config", message, default: shippedPaths.configTemplate });
  for (let problem = await problemWith(deps, path); problem !== undefined; problem = await problemWith(deps, path)) {
    path = await deps.prompter.text({ id: "config", message: `${problem}. ${message}` });
  }
  if (asked) {
    deps.emit({ code: "config.tip", level: "info", message: `to skip this question: export DAY_EX_CFG=${path}` });
  }
  return path;
}

async function problemWith(deps: FindFileDeps, path: string): Promise<string | undefined> {
  try {
    const found = await findFile(deps, path);
    if (found === undefined) return `${path}: there is no such file`;
    readConfigDocument(found.path, found.text);
  } catch (error) {
    if (error instanceof DayError) return error.message;
    throw error;
  }
}
