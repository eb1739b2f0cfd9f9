import type { Found } from "../../aws/resource.ts";
import { sha256 } from "../../host/sha256.ts";
import { tellWhile } from "../../host/events/tell_while.ts";
import { lastFact } from "../../state/journal/facts.ts";
import { cluster, type ClusterDeps, clusterExists, type ClusterOut, type ClusterSpec } from "../pcluster/cluster.ts";
import { readTags } from "../../cluster_file/read_tags.ts";
import type { Creation } from "../create_deps.ts";
import { clusterSpec, hasSetOut } from "../wanted/cluster_wanted.ts";
import { dryRun } from "../pcluster/pcluster.ts";
import type { RenderedCluster } from "./render_cluster.ts";

/**
 * Has the cluster created and watches until it is. While that takes its time, `meanwhile` does what is not needed before.
 *
 * @throws DayError DAY-PC-002 to -004, DAY-RUN-006 when somebody else was faster
 */
export async function makeCluster(
  run: Creation,
  deps: ClusterDeps,
  rendered: RenderedCluster,
  meanwhile: () => Promise<unknown>,
): Promise<void> {
  const spec = await specOf(run, rendered);
  let beside: Promise<unknown> | undefined;
  const begin = () => {
    beside ??= meanwhile();
    beside.catch(() => {}); // Told below, when the watch has ended.
  };
  const seen = await refuseAnother(run, deps, spec);
  // One that stood already may be at work, whatever has become of its configuration.
  const replaceStuck = lastFact(run.journal.facts, "remembered", ({ kind }) => kind === cluster.kind) === undefined;
  const own = { ...deps, file: { path: rendered.path, tags: readTags(rendered.text) }, onWait: begin };
  await run.ensure(cluster, own, spec, { seen, replaceStuck });
  begin();
  await beside;
}

/**
 * Has ParallelCluster try what it is going to be asked for.
 *
 * @throws DayError DAY-PC-001, DAY-RUN-006 when somebody else's cluster has come up since the plan was made
 */
export async function tryCluster(run: Creation, deps: ClusterDeps, rendered: RenderedCluster): Promise<void> {
  try {
    await tellWhile(
      deps,
      "Validating the cluster with a dry run of pcluster",
      dryRun(deps.pcluster, run.subject, rendered),
    );
  } catch (error) {
    deps.signal.throwIfAborted();
    await refuseAnother(run, deps, await specOf(run, rendered));
    throw error;
  }
}

async function specOf(run: Creation, { text }: RenderedCluster): Promise<ClusterSpec> {
  return clusterSpec(run, await sha256(text));
}

/** There was none when the plan was made: what stands there by now, and is not ours, somebody else has made meanwhile. */
async function refuseAnother(
  run: Creation,
  deps: ClusterDeps,
  spec: ClusterSpec,
): Promise<Found<ClusterSpec, ClusterOut> | undefined> {
  if (hasSetOut(run, spec)) return undefined;
  const found = await cluster.find(deps, spec, "exists");
  if (found.is !== "absent") {
    throw clusterExists(deps, spec, "somebody else created a cluster of this name at the same moment");
  }
  return found;
}
