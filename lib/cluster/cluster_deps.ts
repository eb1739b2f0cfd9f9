import type { ClusterDeps } from "./cluster.ts";
import type { Run } from "./run.ts";
import type { Selections } from "./selections.ts";

/** What the cluster needs of a run. The path of its file is known later. */
export function clusterDeps({ deps, request, journal }: Run, { pcluster, search_path }: Selections): ClusterDeps {
  const { aws, files, web, clock, emit, signal, processes, environment } = deps;
  const { profile, region } = request;
  return {
    aws,
    files,
    journal,
    web,
    clock,
    emit,
    signal,
    configPath: "",
    tags: new Map(),
    pcluster: { processes, environment, program: pcluster, searchPath: search_path, profile, region, signal },
  };
}
