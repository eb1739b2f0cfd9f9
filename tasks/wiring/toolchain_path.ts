import { delimiter, dirname } from "node:path";
import type { Outside } from "../../lib/host/host.ts";
import { findProgram } from "../../lib/preflight/find_program.ts";

/**
 * The environment in which this program must be started again so that it may run the toolchain: Deno settles what may be run
 * against the `PATH` of the moment a program starts, and a tool in the conda environment `DAY-EC` is not on it (decision 3.19).
 *
 * @returns nothing when all is well as it is
 */
export async function toolchainEnvironment(
  { processes, environment }: Pick<Outside, "processes" | "environment">,
): Promise<Record<string, string> | undefined> {
  const folders: string[] = [];
  for (const program of ["pcluster", "daylily-omics-references.sh"]) {
    const found = await findProgram({ processes, environment }, program);
    if (found?.conda) folders.push(dirname(found.path));
  }
  if (folders.length === 0) return undefined;
  return { ...environment.all(), PATH: [environment.get("PATH") ?? "", ...new Set(folders)].join(delimiter) };
}
