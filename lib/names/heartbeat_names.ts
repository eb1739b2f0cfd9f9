import { partitionOf } from "./partition_of.ts";

/** The names of a cluster's heartbeat, before anything of it exists. */
export type HeartbeatNames = {
  readonly topic: string;
  readonly topicArn: string;
  readonly schedule: string;
  readonly scheduleArn: string;
};

/** As many characters as a schedule's name may have. */
export const longestScheduleName = 64;

/** What the topic and the schedule of a cluster are called. Schedules live in the group `default`. */
export function heartbeatNames(cluster: string, region: string, account: string): HeartbeatNames {
  const topic = topicName(cluster);
  const schedule = heartbeatScheduleName(cluster);
  const partition = partitionOf(region);
  return {
    topic,
    topicArn: `arn:${partition}:sns:${region}:${account}:${topic}`,
    schedule,
    scheduleArn: `arn:${partition}:scheduler:${region}:${account}:schedule/default/${schedule}`,
  };
}

/** For whoever does not know the account. */
export function heartbeatScheduleName(cluster: string): string {
  return topicName(cluster).slice(0, longestScheduleName);
}

function topicName(cluster: string): string {
  return `daylily-${cluster}-heartbeat`;
}
