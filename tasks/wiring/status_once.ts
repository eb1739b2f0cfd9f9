import type { Answer } from "../../lib/answers/answer.ts";
import { standingAnswer, statusAnswer, type WantedClusters } from "../../lib/answers/status/status_answer.ts";
import { enabledRegions } from "../../lib/audit/scene/enabled_regions.ts";
import { explainAwsError, isBadCredentials } from "../../lib/aws/aws_error.ts";
import type { TaskContext } from "../../lib/cli/task.ts";
import { recordedClusters } from "../../lib/cluster/known/list_clusters.ts";
import { recordedRuns } from "../../lib/cluster/known/list_runs.ts";
import { standingClusters } from "../../lib/cluster/status/standing_clusters.ts";
import { chooseRegion } from "../../lib/config/settings/choose_region.ts";
import { DayError } from "../../lib/host/errors/day_error.ts";
import { requireProfile } from "../../lib/preflight/require_profile.ts";
import { createDeps } from "./create_deps.ts";

type Choice = { readonly runs: boolean; readonly allRegions: boolean; readonly profile: string | undefined };

/**
 * One look at the clusters. Without credentials, or without a region, it is what is recorded.
 *
 * @throws DayError DAY-PROFILE-001 for a profile that was named and is not there
 */
export async function statusOnce(context: TaskContext, wanted: WantedClusters, choice: Choice): Promise<Answer> {
  const runs = await recordedRuns(context);
  const recorded = await recordedClusters(context, runs);
  const asRecorded = (why: string, error?: DayError): Answer => ({
    ...statusAnswer({ recorded, all: runs, runs: choice.runs ? runs : undefined, why }, wanted),
    ...(error === undefined ? {} : { error }),
  });
  if (choice.runs) return asRecorded("");
  const isWanted = ({ cluster_name: name }: { readonly cluster_name: string }) => (wanted.cluster ?? name) === name;
  const regions = regionsOf(context, wanted.region, recorded.clusters.filter(isWanted).map(({ region }) => region));
  if (regions.length === 0 && !choice.allRegions) return asRecorded("no AWS region is given");
  const profile = await profileOf(context, choice.profile);
  if (profile instanceof DayError) return asRecorded(profile.message);
  const deps = createDeps(context, { profile, region: regions[0] ?? "us-east-1" });
  try {
    const question = { cluster: wanted.cluster, regions: choice.allRegions ? await enabledRegions(deps.aws) : regions };
    const standing = await standingClusters(deps, question, { clusters: recorded.clusters, runs });
    return standingAnswer(standing, recorded, wanted);
  } catch (error) {
    deps.signal.throwIfAborted();
    const explained = explainAwsError(error, "looking at the clusters", [], profile);
    return isBadCredentials(error) || explained.code.startsWith("DAY-CRED-")
      ? asRecorded(explained.message)
      : asRecorded(explained.message, explained);
  }
}

/** The one that was named; else those of recorded clusters and that of the environment, where another cluster may stand. */
function regionsOf({ environment }: TaskContext, flag: string | undefined, recorded: readonly string[]) {
  if (flag !== undefined) return [chooseRegion(flag, [], environment)];
  const usual = environment.get("AWS_REGION") ?? environment.get("AWS_DEFAULT_REGION");
  const all = usual === undefined ? recorded : [...recorded, chooseRegion(usual, [], environment)];
  return [...new Set(all)].sort();
}

/** Nobody has to have one for what is recorded, but whoever names one means it. */
async function profileOf(context: TaskContext, flag: string | undefined): Promise<string | DayError> {
  try {
    return await requireProfile(context, flag);
  } catch (error) {
    if (flag === undefined && error instanceof DayError) return error;
    throw error;
  }
}
