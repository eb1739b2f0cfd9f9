import { basename, delimiter, dirname, join } from "node:path";
import { cacheFolder } from "../host/cache_folder.ts";
import type { Environment } from "../host/environment.ts";
import type { Processes } from "../host/processes.ts";

/** Where a program comes from: the user's `PATH`, what `toolchain install` made, or the legacy conda environment. */
export type Origin = "path" | "private" | "conda";

export type FoundProgram = { readonly path: string; readonly origin: Origin };

export type FindDeps = { readonly processes: Processes; readonly environment: Environment };

const condaEnvironment = "DAY-EC";

/** A link to the folder with the programs that `toolchain install` made, wherever that was told to put them. */
export function privateFolder(environment: Environment): string {
  return join(cacheFolder(environment), "toolchain");
}

/** Below a folder with programs: what only fills gaps, and so stands last on `PATH`. */
export const fallback = "fallback";

/**
 * A program by its full path: on `PATH`, else from the private installation, else in the conda environment that the legacy
 * scripts install their tools into. A program that starts itself again with a longer `PATH` finds the same origins.
 */
export async function findProgram(
  { processes, environment }: FindDeps,
  program: string,
): Promise<FoundProgram | undefined> {
  const others = otherFolders(environment);
  const path = await processes.which(program);
  if (path !== undefined && !isImitation(dirname(path))) {
    return { path, origin: others.find(({ folder }) => folder === dirname(path))?.origin ?? "path" };
  }
  for (const { folder, origin } of others) {
    const found = await processes.which(join(folder, program));
    if (found !== undefined) return { path: found, origin };
  }
  return undefined;
}

/** `PATH` with the folders behind it that these programs were found in outside of it. */
export function searchPath(environment: Environment, programs: readonly FoundProgram[]): string {
  const before = (environment.get("PATH") ?? "").split(delimiter).filter((folder) => !isImitation(folder));
  const folders = programs.filter(({ origin }) => origin !== "path").flatMap(({ path, origin }) =>
    origin === "private" ? [dirname(path), join(dirname(path), fallback)] : [dirname(path)]
  );
  return [...new Set([...before, ...folders])].join(delimiter);
}

/** Where there is no Node.js, `deno task` puts a folder on `PATH` whose `node` is Deno; ParallelCluster cannot use that. */
const isImitation = (folder: string) => basename(folder) === "node_compat_bin";

function otherFolders(environment: Environment): { folder: string; origin: Origin }[] {
  return [
    { folder: privateFolder(environment), origin: "private" },
    ...condaFolders(environment).map((folder) => ({ folder, origin: "conda" as const })),
  ];
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
  ].map((folder) => join(folder, "bin"));
}
