import { DayError } from "../../host/errors/day_error.ts";
import { findProgram, searchPath } from "../../toolchain/find_program.ts";
import type { CreateDeps } from "../create_deps.ts";
import type { PclusterDeps } from "./pcluster.ts";

/**
 * What `pcluster` is run with by a task that works on a cluster there is.
 *
 * @throws DayError DAY-PRE-001 without `pcluster`
 */
export async function pclusterDeps({ processes, environment, aws, signal }: CreateDeps): Promise<PclusterDeps> {
  const found = await findProgram({ processes, environment }, "pcluster");
  if (found === undefined) throw new DayError("DAY-PRE-001", "pcluster was not found");
  const { profile, region, childVariables } = aws;
  const path = searchPath(environment, [found]);
  return { processes, environment, program: found.path, searchPath: path, profile, region, signal, childVariables };
}
