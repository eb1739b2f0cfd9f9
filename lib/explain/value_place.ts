import { readConfigDocument } from "../config/file/config_document.ts";
import type { ConfigSource } from "../config/file/config_source.ts";
import { findFile, noSuchFile } from "../config/file/shipped_files.ts";
import { DayError } from "../host/errors/day_error.ts";
import type { Environment } from "../host/environment.ts";
import type { Files } from "../host/files.ts";
import { configFolder, runsFolder } from "../state/config_folder.ts";
import { findRun } from "../state/journal/find_run.ts";
import { readRuns } from "../state/journal/runs.ts";
import { runConfiguration } from "../state/run_configuration.ts";
import type { ValuePlace } from "./explain_key.ts";

type Deps = { readonly files: Files; readonly environment: Environment };

/**
 * Where the values of keys are told from: the named file, the named run, else the newest creation, else the file that
 * `DAY_EX_CFG` names. Nothing is written, also not to a file that lacks keys.
 *
 * @throws DayError DAY-USE-001 when both are named, DAY-CFG-001 without such a file, DAY-RUN-003 without such a run
 */
export async function valuePlace(
  deps: Deps,
  { run, config }: { readonly run?: string; readonly config?: string },
): Promise<ValuePlace> {
  if (run !== undefined && config !== undefined) {
    throw new DayError("DAY-USE-001", "--run and --config exclude each other", { fix: "leave one of the two out" });
  }
  if (config !== undefined) return { is: "file", source: await fileSource(deps, config) };
  const runs = await readRuns(deps.files, runsFolder(configFolder(deps.environment)));
  if (run !== undefined) {
    const { name, facts } = findRun(runs, run);
    const configuration = runConfiguration(facts);
    if (configuration !== undefined) return { is: "run", name, configuration };
    throw new DayError("DAY-RUN-003", `run ${name} has no configuration, because it did not create a cluster`, {
      fix: "name a run that created a cluster",
    });
  }
  for (const { name, facts } of runs.known.toReversed()) {
    const configuration = runConfiguration(facts);
    if (configuration !== undefined) return { is: "run", name, configuration };
  }
  const file = deps.environment.get("DAY_EX_CFG");
  return file === undefined ? { is: "nowhere" } : { is: "file", source: await fileSource(deps, file) };
}

async function fileSource({ files, environment }: Deps, path: string): Promise<ConfigSource> {
  const found = await findFile({ files, environment }, path);
  if (found === undefined) throw noSuchFile(path);
  const { triplets, templateDefaults } = readConfigDocument(found.path, found.text);
  return {
    path: found.path,
    triplets,
    templateDefaults,
    overrides: new Map(),
    autoSelect: environment.get("DAY_DISABLE_AUTO_SELECT") === undefined,
  };
}
