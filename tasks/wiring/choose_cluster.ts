import type { TaskContext } from "../../lib/cli/task.ts";
import { namedCluster } from "../../lib/cluster/known/find_cluster.ts";
import { recordedClusters } from "../../lib/cluster/known/list_clusters.ts";
import { recordedRuns } from "../../lib/cluster/known/list_runs.ts";
import { chooseRegion } from "../../lib/config/settings/choose_region.ts";
import { requireProfile } from "../../lib/preflight/require_profile.ts";

type Given = {
  readonly cluster: string;
  readonly region: string | undefined;
  readonly profile: string | undefined;
};

/** The cluster that a task is about, and where: the region that is recorded of it needs no flag. */
export async function chooseCluster(context: TaskContext, given: Given) {
  const cluster = namedCluster(given.cluster);
  const region = chooseRegion(given.region, await recordedRegions(context, cluster), context.environment);
  return { cluster, region, profile: await requireProfile(context, given.profile) };
}

/** The regions in which this machine knows a cluster of that name. */
export async function recordedRegions(context: TaskContext, cluster: string | undefined): Promise<readonly string[]> {
  const { clusters } = await recordedClusters(context, await recordedRuns(context));
  return clusters.filter(({ cluster_name }) => cluster_name === cluster).map(({ region }) => region);
}
