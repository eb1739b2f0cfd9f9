import { basename, delimiter } from "node:path";
import { typedPcluster } from "../../lib/cluster/pcluster/pcluster_command.ts";
import type { Outside } from "../../lib/host/host.ts";
import { findProgram, type Origin, searchPath } from "../../lib/toolchain/find_program.ts";

/**
 * The environment in which this program must be started again so that it may run the toolchain: Deno settles what may be run
 * against the `PATH` of the moment a program starts, and a tool of the private installation or of the conda
 * environment `DAY-EC` is not on it.
 *
 * @returns nothing when all is well as it is
 */
export async function toolchainEnvironment(
  deps: Pick<Outside, "processes" | "environment">,
): Promise<{ readonly variables: Record<string, string>; readonly origins: readonly Origin[] } | undefined> {
  const { environment } = deps;
  const programs = ["pcluster", "daylily-omics-references.sh", "node"];
  const found = (await Promise.all(programs.map((program) => findProgram(deps, program)))).flatMap((one) => one ?? []);
  const path = searchPath(environment, found);
  const before = (environment.get("PATH") ?? "").split(delimiter);
  if (path.split(delimiter).every((folder) => before.includes(folder))) return undefined;
  const [pcluster] = found.filter(({ path, origin }) => origin !== "path" && basename(path) === "pcluster");
  const typed: Record<string, string> = pcluster === undefined ? {} : { [typedPcluster]: pcluster.path };
  return { variables: { ...environment.all(), ...typed, PATH: path }, origins: found.map(({ origin }) => origin) };
}
