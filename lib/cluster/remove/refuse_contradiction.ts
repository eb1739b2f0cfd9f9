import { DayError } from "../../host/errors/day_error.ts";
import { heartbeatNames } from "../../names/heartbeat_names.ts";
import type { StateRecord } from "../../state/state_record.ts";
import { cluster as clusterKind } from "../pcluster/cluster.ts";

/**
 * A record that somebody has changed by hand says one thing here and another there: it would lead to a place where the cluster is not.
 *
 * @throws DayError DAY-RUN-009 naming the two
 */
export function refuseContradiction(record: StateRecord, path: string): void {
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
