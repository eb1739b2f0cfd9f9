import { dirname, join } from "node:path";
import type { Environment } from "../host/environment.ts";
import type { Processes } from "../host/processes.ts";

/** `conda`: it was not on `PATH`, but in the legacy conda environment. */
export type FoundProgram = { readonly path: string; readonly conda: boolean };

const condaEnvironment = "DAY-EC";

/**
 * A program by its full path: on `PATH`, else in the conda environment that the legacy scripts install their tools into.
 *
 * @see decision 3.19
 */
export async function findProgram(
  { processes, environment }: { processes: Processes; environment: Environment },
  program: string,
): Promise<FoundProgram | undefined> {
  const path = await processes.which(program);
  if (path !== undefined) return { path, conda: false };
  for (const folder of condaFolders(environment)) {
    const found = await processes.which(join(folder, "bin", program));
    if (found !== undefined) return { path: found, conda: true };
  }
  return undefined;
}

/** Where the environment can be: beside or below the active one, and below the usual places of conda itself. */
function condaFolders(environment: Environment): string[] {
  const active = environment.get("CONDA_PREFIX");
  const roots = [
    join(environment.home, "miniconda3"),
    join(environment.home, "anaconda3"),
    "/opt/conda",
    "/usr/local/miniconda3",
  ];
  return [
    ...(active === undefined ? [] : [join(dirname(active), condaEnvironment)]),
    ...[...(active === undefined ? [] : [active]), ...roots].map((root) => join(root, "envs", condaEnvironment)),
  ];
}
