import { advice, command } from "../../host/errors/advice.ts";
import { chooseRegion } from "../../config/settings/choose_region.ts";
import { DayError } from "../../host/errors/day_error.ts";
import type { Environment } from "../../host/environment.ts";
import type { Clock } from "../../host/clock.ts";
import type { Emit } from "../../host/events/events.ts";
import type { Files } from "../../host/files.ts";
import type { Prompter } from "../../host/prompter.ts";
import { requireProfile } from "../../preflight/require_profile.ts";
import type { StateRecord } from "../../state/state_record.ts";
import { usualPath } from "../../names/usual_path.ts";
import { exportPath } from "../export/export_place.ts";
import type { DeleteRequest } from "../known/delete_request.ts";
import { namedCluster } from "../known/find_cluster.ts";
import { recordedClusters } from "../known/list_clusters.ts";
import { recordedRuns } from "../known/list_runs.ts";
import { readNamedRecord } from "../known/named_record.ts";

/** The flags of `delete` as they were typed. */
export type DeleteFlags = {
  readonly clusterName?: string;
  readonly cluster?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly stateFile?: string;
  readonly keepNetwork: boolean;
  readonly networkIfLast: boolean;
  readonly purgeBudget: boolean;
  readonly export: boolean;
  readonly targetUri?: string;
};

type Deps = {
  readonly files: Files;
  readonly environment: Environment;
  readonly clock: Clock;
  readonly emit: Emit;
  readonly prompter: Prompter;
};

/**
 * Makes a request out of flags, before anything is sent. Only a missing name is asked for.
 *
 * @throws DayError DAY-USE-001 for flags that contradict each other or the state record, DAY-RUN-009 for a record that cannot be read,
 *   DAY-CFG-003 for a region, DAY-PROFILE-001 for a profile
 */
export async function readDeleteRequest(
  deps: Deps,
  flags: DeleteFlags,
): Promise<{ readonly request: DeleteRequest; readonly record: StateRecord | undefined }> {
  if (flags.keepNetwork && flags.networkIfLast) {
    const fix = "give only one of them; without either flag the network is kept";
    throw new DayError("DAY-USE-001", "--keep-network and --network-if-last exclude each other", { fix });
  }
  const target = exportTarget(flags);
  const record = flags.stateFile === undefined ? undefined : await readNamedRecord(deps, flags.stateFile);
  const cluster = await clusterOf(deps, flags, record);
  agree("--region", flags.region, record?.region);
  const region = await regionOf(deps, cluster, flags.region ?? record?.region);
  const isNamed = flags.profile !== undefined || deps.environment.get("AWS_PROFILE") !== undefined;
  const profile = await requireProfile(deps, isNamed ? flags.profile : record?.aws_profile);
  const { purgeBudget: purge_budget, networkIfLast: network_if_last } = flags;
  return { request: { cluster, region, profile, purge_budget, network_if_last, export_target: target }, record };
}

/** @throws DayError DAY-USE-001 for a target without an export, and for a path that cannot be exported */
function exportTarget({ export: isWanted, targetUri }: DeleteFlags): string {
  if (!isWanted && targetUri !== undefined) {
    throw new DayError("DAY-USE-001", "--target-uri has no effect without --export", {
      fix: "add --export",
    });
  }
  const target = targetUri ?? usualPath;
  if (!target.startsWith("s3://")) exportPath(target);
  return isWanted ? target : "";
}

async function clusterOf(
  { prompter }: Deps,
  { clusterName, cluster }: DeleteFlags,
  record: StateRecord | undefined,
): Promise<string> {
  if (clusterName !== undefined && cluster !== undefined && clusterName !== cluster) {
    const message = `--cluster-name ${clusterName} and --cluster ${cluster} name two clusters`;
    throw new DayError("DAY-USE-001", message, { fix: "give one of the two" });
  }
  const flag = clusterName === undefined ? "--cluster" : "--cluster-name";
  const named = clusterName ?? cluster;
  if (named !== undefined) namedCluster(named);
  agree(flag, named, record?.cluster_name);
  const known = named ?? record?.cluster_name;
  if (known !== undefined) return namedCluster(known);
  if (prompter.refuses) {
    const fix = advice`name the cluster, as in: ${command("deno task delete --cluster NAME --region REGION")}`;
    throw new DayError("DAY-USE-001", "--cluster-name is missing", { fix });
  }
  return namedCluster(await prompter.text({ id: "cluster_name", message: "Name of the cluster to delete" }));
}

/** A record is believed or not; what contradicts it was a mistake somewhere. @throws DayError DAY-USE-001 */
function agree(flag: string, given: string | undefined, recorded: string | undefined): void {
  if (given === undefined || recorded === undefined || given === recorded) return;
  const fix = `leave out ${flag}, or name another state record with --state-file`;
  throw new DayError("DAY-USE-001", `${flag} says ${given}, the state record says ${recorded}`, { fix });
}

/** Where the cluster stands comes before where one of its name has stood. */
async function regionOf(deps: Deps, cluster: string, given: string | undefined): Promise<string> {
  if (given !== undefined) return chooseRegion(given, [], deps.environment);
  const { clusters } = await recordedClusters(deps, await recordedRuns(deps));
  const known = clusters.filter(({ cluster_name }) => cluster_name === cluster);
  const standing = known.filter(({ status }) => status !== "deleted");
  const regions = (standing.length > 0 ? standing : known).map(({ region }) => region);
  return chooseRegion(undefined, regions, deps.environment);
}
