import { DayError } from "../../host/errors/day_error.ts";
import type { Environment } from "../../host/environment.ts";
import { promptRequired } from "../../host/errors/prompt_required.ts";
import { readConfigDocument } from "../file/config_document.ts";
import { findFile, type FindFileDeps, noSuchFile, shippedPaths } from "../file/shipped_files.ts";
import type { AskDeps } from "./ask_deps.ts";

export type ChooseConfigDeps = AskDeps & FindFileDeps & { readonly environment: Environment };

/**
 * The configuration file: the flag, else `DAY_EX_CFG`, else the answer to a question. A file that cannot be used is
 * explained and asked for again. In place of a file that was named nothing is offered, so that the end of input never
 * replaces it by the shipped one.
 *
 * @throws DayError where nobody can be asked: DAY-CFG-001 or DAY-CFG-002 for a file that was named and cannot be used,
 *   DAY-PROMPT-001 when none was named
 */
export async function chooseConfig(deps: ChooseConfigDeps, flag: string | undefined): Promise<string> {
  const { prompter, environment, emit } = deps;
  const message = "Which configuration file should be used?";
  const named = flag || environment.get("DAY_EX_CFG");
  const question = { id: "config", message, default: named === undefined ? shippedPaths.configTemplate : undefined };
  if (named === undefined && prompter.refuses) throw noFileIsNamed(message);
  let path = named ?? await prompter.text(question);
  for (let problem = await problemWith(deps, path); problem !== undefined; problem = await problemWith(deps, path)) {
    if (prompter.refuses) throw problem;
    path = await prompter.text({ ...question, message: `${problem.message}. ${message}` });
  }
  if (named === undefined) {
    emit({ code: "config.tip", level: "info", message: `to skip this question: export DAY_EX_CFG=${path}` });
  }
  return path;
}

/** The file is no configuration key, so that `--set` is no way to name it. */
function noFileIsNamed(message: string): DayError {
  return promptRequired({
    key: "config",
    message: `config: ${message}`,
    flag: "--config",
    offered: shippedPaths.configTemplate,
    fix: "name one with --config FILE, or with the variable DAY_EX_CFG",
  });
}

async function problemWith(deps: FindFileDeps, path: string): Promise<DayError | undefined> {
  try {
    const found = await findFile(deps, path);
    if (found === undefined) return noSuchFile(path);
    readConfigDocument(found.path, found.text);
  } catch (error) {
    if (error instanceof DayError) return error;
    throw error;
  }
}
