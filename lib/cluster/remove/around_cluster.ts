import { schedule } from "../../aws/resources/schedule.ts";
import { findScheduleByName, removeScheduleByName } from "../../aws/resources/schedule_by_name.ts";
import { topic } from "../../aws/resources/topic.ts";
import type { AwsDeps } from "../../aws/resource.ts";
import { expiryNameComplaint, expiryNames } from "../../names/expiry_names.ts";
import { heartbeatNames } from "../../names/heartbeat_names.ts";
import { type Removal, removal } from "../../state/walks/remove_one.ts";
import type { ClusterPlace } from "../known/remember_cluster.ts";

/** What is named exactly after a cluster and serves nothing else, whoever made it. */
export type AroundCluster = {
  readonly heartbeat: readonly Removal[];
  /** Its schedules go last, when the stack is gone: until then they are what ends a cluster whose deletion was broken off. */
  readonly deadline: readonly Removal[];
};

export function aroundCluster(deps: AwsDeps, { account, region, cluster }: ClusterPlace): AroundCluster {
  const names = heartbeatNames(cluster, region, account);
  const { expiry, warning, check } = expiryNames(cluster);
  const scheduleOf = (name: string): Removal => {
    const it = { account, region, name };
    return {
      kind: schedule.kind,
      key: `${account}/${region}/${name}`,
      title: `schedule ${name}`,
      find: () => findScheduleByName(deps, it),
      remove: () => removeScheduleByName(deps, it),
    };
  };
  return {
    heartbeat: [scheduleOf(names.schedule), removal(topic, deps, { account, region, name: names.topic })],
    // A name that is too long for a deadline has none.
    deadline: expiryNameComplaint(cluster) === undefined ? [expiry, warning, check].map(scheduleOf) : [],
  };
}
