import { resolve } from "node:path";
import type { Environment } from "../../host/environment.ts";
import { DayError } from "../../host/errors/day_error.ts";
import type { Files } from "../../host/files.ts";
import { heartbeatNames } from "../../names/heartbeat_names.ts";
import { configFolder } from "../../state/config_folder.ts";
import { readStateRecord, type StateRecord, stateRecordPath } from "../../state/state_record.ts";
import { cluster as clusterKind } from "../pcluster/cluster.ts";

/**
 * The state record in a file that a person has named, relative to the current folder.
 *
 * @throws DayError DAY-RUN-009 for a record that is missing, cannot be read, or contradicts itself
 */
export async function readNamedRecord(
  { files, environment }: { readonly files: Files; readonly environment: Environment },
  name: string,
): Promise<StateRecord> {
  const path = resolve(environment.folder, name);
  if (await files.stat(path) === undefined) {
    throw new DayError("DAY-RUN-009", `${path}: there is no such file`, {
      fix: `name a state record: they are ${
        stateRecordPath(configFolder(environment), { cluster_name: "CLUSTER", run_id: "TIME" })
      }`,
    });
  }
  const record = await readStateRecord(files, path);
  refuseContradiction(record, path);
  return record;
}

/**
 * A record that somebody has changed by hand says one thing here and another there: it would lead to a place where the cluster is not.
 *
 * @throws DayError DAY-RUN-009 naming the two
 */
function refuseContradiction(record: StateRecord, path: string): void {
  const { account_id: account, region, region_az: zone, cluster_name: name, heartbeat, resources } = record;
  const key = clusterKind.key({ account, region, name, config_sha256: "" });
  const others = [
    ...(zone === "" || zone.startsWith(region) ? [] : [`the zone ${zone}`]),
    ...resources.filter((each) => each.kind === clusterKind.kind && each.key !== key).map((each) =>
      `cluster ${each.key}`
    ),
    ...[heartbeat.topic_arn].filter((arn) => arn !== "" && arn !== heartbeatNames(name, region, account).topicArn),
  ];
  if (others.length === 0) return;
  const message = `${path}: it is of cluster ${name} in ${region} of account ${account}, and speaks of ${others[0]}`;
  throw new DayError("DAY-RUN-009", message, {
    fix: "restore the original file, or name the cluster with --cluster",
  });
}
