import type { Findings } from "../../preflight/preflight.ts";
import type { ClusterDeps } from "../pcluster/cluster.ts";
import type { Creation } from "../create_deps.ts";

/** What the cluster needs of a creation. */
export function clusterDeps({ deps, request, journal }: Creation, { toolchain }: Findings): ClusterDeps {
  const { aws, files, web, clock, emit, signal, random, processes, environment } = deps;
  const { profile, region } = request;
  const { pcluster: program, searchPath } = toolchain;
  return {
    ...{ aws, files, journal, web, clock, emit, signal, random },
    limit: request.create_timeout_minutes * 60_000,
    pcluster: {
      processes,
      environment,
      program,
      searchPath,
      profile,
      region,
      signal,
      childVariables: aws.childVariables,
    },
  };
}
