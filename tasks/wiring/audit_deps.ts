import type { RemoveDeps } from "../../lib/audit/remove_safely.ts";
import { callerIdentity } from "../../lib/aws/questions/identity.ts";
import type { TaskContext } from "../../lib/cli/task.ts";
import { recordedClusters } from "../../lib/cluster/known/list_clusters.ts";
import { recordedRuns } from "../../lib/cluster/known/list_runs.ts";
import { rememberClusters } from "../../lib/cluster/known/remember_cluster.ts";
import { chooseRegion } from "../../lib/config/settings/choose_region.ts";
import { configFolder } from "../../lib/state/config_folder.ts";
import { prepareRunsFolder } from "../../lib/state/run.ts";
import { lockRun } from "../../lib/state/run_lock.ts";
import { recordedRegions } from "./choose_cluster.ts";
import { createDeps } from "./create_deps.ts";

/**
 * The region that an audit looks at, or begins from. Whoever names one in which this machine does not know the cluster, though it
 * knows it in others, is told: nothing may be left where it never was.
 */
export async function auditRegion(
  context: TaskContext,
  { cluster, flag, all }: { readonly cluster?: string; readonly flag?: string; readonly all: boolean },
): Promise<string> {
  const known = await recordedRegions(context, cluster);
  if (all) return known[0] ?? context.environment.get("AWS_REGION") ?? "us-east-1";
  const region = chooseRegion(flag, known, context.environment);
  if (cluster !== undefined && known.length > 0 && !known.includes(region)) {
    context.emit({
      code: "audit.elsewhere",
      level: "warn",
      message: `The records on this machine have a cluster ${cluster} in ${
        known.join(" and in ")
      }, but none in ${region}; check the region`,
      data: { cluster, regions: known },
    });
  }
  return region;
}

/** What an audit needs, with a session that begins in a region. */
export function auditDeps(
  context: TaskContext,
  where: { readonly profile: string; readonly region: string },
): Omit<RemoveDeps, "linesOf"> {
  const deps = createDeps(context, where);
  const { aws, files, self } = deps;
  const folder = configFolder(deps.environment);
  return {
    ...deps,
    async remember({ account, region, cluster }) {
      const { clusters } = await recordedClusters(context, await recordedRuns(context));
      const here = clusters.filter((one) => one.region === region).map(({ cluster_name }) => cluster_name);
      const names = cluster === undefined ? [...new Set(here)] : [cluster];
      const places = names.map((name) => ({ account, region, cluster: name }));
      const memories = await rememberClusters(files, folder, places);
      return names.map((name, index) => ({ cluster: name, ...memories[index] }));
    },
    async lock(region, cluster) {
      const { account } = await callerIdentity(aws);
      return await lockRun(await prepareRunsFolder(deps), { account, region, subject: cluster }, self);
    },
  };
}
