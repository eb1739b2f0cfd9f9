import { type CallersCluster, callersCluster } from "../../state/begin_on.ts";
import { DayError } from "../../host/errors/day_error.ts";
import { configFolder } from "../../state/config_folder.ts";
import type { StateRecord } from "../../state/state_record.ts";
import type { CreateDeps } from "../create_deps.ts";
import { rememberCluster } from "../known/remember_cluster.ts";
import { resourcesOf } from "../known/resources_of.ts";
import type { DriftQuestion } from "./check_drift.ts";

/**
 * What is known of a cluster in the caller's account: all that this machine remembers of it, or what a state record says.
 *
 * @throws DayError DAY-CLU-001 when nothing is known of it: nobody could say that nothing has changed; DAY-RUN-008 for a record of
 *   another account
 */
export async function driftQuestion(
  deps: CreateDeps,
  cluster: string,
  record: StateRecord | undefined,
): Promise<{ readonly place: CallersCluster; readonly question: DriftQuestion }> {
  const place = await callersCluster(deps, cluster, `comparing cluster ${cluster} with its records`);
  const { account, region } = place;
  if (record !== undefined && record.account_id !== account) {
    throw new DayError(
      "DAY-RUN-008",
      `the state record belongs to account ${record.account_id}, but profile ${deps.aws.profile} belongs to account ${account}`,
      { fix: `use a profile of account ${record.account_id}` },
    );
  }
  const remembered = record?.resources ??
    resourcesOf(await rememberCluster(deps.files, configFolder(deps.environment), place));
  if (remembered.length > 0) return { place, question: { cluster, region, remembered } };
  throw new DayError(
    "DAY-CLU-001",
    `this machine has no records of a cluster ${cluster} in ${region} of account ${account} to compare with`,
  );
}
