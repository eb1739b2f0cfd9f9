import { basename, dirname, join, resolve } from "node:path";
import type { Environment } from "../host/environment.ts";
import { DayError } from "../host/errors/day_error.ts";
import { reasonOf } from "../host/errors/reason_of.ts";
import type { Files } from "../host/files.ts";
import { configFolder } from "../state/config_folder.ts";

/**
 * The final cluster file of a run, the folder of its other files, and the run's time. Of a file under another name that is the time of
 * the newest run beside it; "" where there is none.
 */
export type ChosenFile = {
  readonly path: string;
  readonly text: string;
  readonly folder: string;
  readonly time: string;
};

/**
 * The cluster file of the newest run of that name in the configuration folder, or the one that a person names. The legacy script and
 * this program call it alike: `<cluster>_cluster_<ts>.yaml`.
 *
 * @throws DayError DAY-PAR-001 where there is none, or it cannot be read
 */
export async function chooseClusterFile(
  { files, environment }: { readonly files: Files; readonly environment: Environment },
  cluster: string,
  named: string | undefined,
): Promise<ChosenFile> {
  const folder = named === undefined ? configFolder(environment) : dirname(resolve(environment.folder, named));
  const prefix = `${cluster}_cluster_`;
  const timeOf = (name: string) => {
    return name.startsWith(prefix) ? /^(\d{14})\.yaml$/.exec(name.slice(prefix.length))?.[1] ?? "" : "";
  };
  const newest = (await files.list(folder)).filter((name) => timeOf(name) !== "").at(-1);
  const name = named === undefined ? newest : basename(resolve(environment.folder, named));
  if (name === undefined) {
    throw new DayError("DAY-PAR-001", `there is no ${prefix}<time>.yaml in ${folder}`);
  }
  const path = join(folder, name);
  try {
    return { path, text: await files.readText(path), folder, time: timeOf(name) || timeOf(newest ?? "") };
  } catch (cause) {
    throw new DayError("DAY-PAR-001", `${path} cannot be read: ${reasonOf(cause)}`, { cause });
  }
}
