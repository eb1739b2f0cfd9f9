import type { Found } from "../aws/resource.ts";
import { sha256 } from "../host/sha256.ts";
import { tellWhile } from "../host/tell_while.ts";
import { ensure, isMadeByThisRun, type Moving } from "../state/ensure.ts";
import { lastFact } from "../state/facts.ts";
import { type Still, waitUntilStill } from "../state/wait_until_still.ts";
import {
  beingDeleted,
  cluster,
  type ClusterDeps,
  clusterExists,
  type ClusterOut,
  type ClusterSpec,
} from "./cluster.ts";
import { clusterTags } from "./cluster_tags.ts";
import { failureCauses } from "./failure_causes.ts";
import { dryRun } from "./pcluster.ts";
import type { RenderedCluster } from "./rendered_cluster.ts";
import type { Run } from "./run.ts";
import { stackNews } from "./stack_news.ts";
import { watchCreation } from "./watch_creation.ts";

/**
 * Has the cluster created and watches until it is. While that takes its time, `meanwhile` does what is not needed before.
 *
 * @throws DayError DAY-PC-002 to -004, DAY-RUN-006 when somebody else was faster
 */
export async function createCluster(
  run: Run,
  deps: ClusterDeps,
  rendered: RenderedCluster,
  meanwhile: () => Promise<void>,
): Promise<void> {
  const spec = await specOf(run, rendered);
  const settle = async (seen?: Moving) => {
    // An earlier life was replacing it: a watch could not tell a cluster that has just gone from one that is not there yet.
    if (seen?.why === beingDeleted.why) return await untilGone(deps, spec, seen);
    const beside = meanwhile();
    beside.catch(() => {}); // Told below, when the watch has ended.
    const end = await watch(run, deps, spec);
    await beside;
    return end;
  };
  const seen = await refuseAnother(run, deps, spec);
  // One that stood already may be at work, whatever has become of its configuration.
  const replaceStuck = lastFact(run.journal.facts, "remembered", ({ kind }) => kind === cluster.kind) === undefined;
  const own = { ...deps, configPath: rendered.path, tags: clusterTags(rendered.text) };
  await ensure(run.walk(), cluster, own, spec, { seen, settle, replaceStuck });
}

/**
 * Has ParallelCluster try what it is going to be asked for.
 *
 * @throws DayError DAY-PC-001, DAY-RUN-006 when somebody else's cluster has come up since the plan was made
 */
export async function tryCluster(run: Run, deps: ClusterDeps, rendered: RenderedCluster): Promise<void> {
  try {
    await tellWhile(deps, "pcluster dry run", dryRun(deps.pcluster, run.cluster, rendered));
  } catch (error) {
    deps.signal.throwIfAborted();
    await refuseAnother(run, deps, await specOf(run, rendered));
    throw error;
  }
}

async function specOf(run: Run, { text }: RenderedCluster): Promise<ClusterSpec> {
  return { region: run.request.region, name: run.cluster, config_sha256: await sha256(text) };
}

/** There was none when the plan was made: what stands there by now, and is not ours, somebody else has made meanwhile. */
async function refuseAnother(
  run: Run,
  deps: ClusterDeps,
  spec: ClusterSpec,
): Promise<Found<ClusterSpec, ClusterOut> | undefined> {
  if (isMadeByThisRun(run, cluster.kind, cluster.key(spec))) return undefined;
  const found = await cluster.find(deps, spec, "exists");
  if (found.is !== "absent") throw clusterExists(deps, spec, "another creation was faster");
  return found;
}

async function untilGone(deps: ClusterDeps, spec: ClusterSpec, seen: Moving): Promise<Still<ClusterSpec, ClusterOut>> {
  return await waitUntilStill(deps, `cluster ${spec.name}`, seen, () => cluster.find(deps, spec, "exists"));
}

async function watch(run: Run, deps: ClusterDeps, spec: ClusterSpec): Promise<Still<ClusterSpec, ClusterOut>> {
  const limit = run.request.create_timeout_minutes * 60_000;
  const end = await watchCreation(
    {
      pcluster: deps.pcluster,
      clock: deps.clock,
      emit: deps.emit,
      signal: deps.signal,
      news: stackNews(deps.aws, spec.name),
      causes: () => failureCauses(deps, spec.name),
    },
    spec.name,
    limit,
  );
  return end === "deleted" ? { is: "absent" } : { is: "ready", spec, out: { status: "CREATE_COMPLETE" } };
}
