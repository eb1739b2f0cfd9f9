import { heartbeatMessage } from "../../names/heartbeat_message.ts";
import { heartbeatNames } from "../../names/heartbeat_names.ts";
import type { AwsDeps } from "../../aws/resource.ts";
import { schedule } from "../../aws/resources/schedule.ts";
import { subscription, type SubscriptionOut } from "../../aws/resources/subscription.ts";
import { topic } from "../../aws/resources/topic.ts";
import { type Wanted, wanted } from "../../state/walks/wanted.ts";
import type { Place } from "./place.ts";

/** How often the mail comes, to whom, the role that sends it, and until when; without an end it goes on. */
export type HeartbeatWish = {
  readonly email: string;
  readonly expression: string;
  readonly roleArn: string;
  readonly end?: string;
};

export type HeartbeatEntries = {
  readonly topic: Wanted;
  readonly mail: Wanted<SubscriptionOut>;
  readonly schedule: Wanted;
};

/** Topic, subscription and schedule of a cluster's heartbeat. */
export function wantedHeartbeat(
  deps: AwsDeps,
  { account, region, cluster }: Pick<Place, "account" | "region" | "cluster">,
  { email, expression, roleArn, end = "" }: HeartbeatWish,
): HeartbeatEntries {
  const names = heartbeatNames(cluster, region, account);
  const later = "cluster";
  const { topic: topicName, topicArn, schedule: name } = names;
  const mail = { target: topicArn, roleArn, input: heartbeatMessage(cluster, region) };
  const span = { start: "", end, afterCompletion: "NONE", state: "ENABLED" } as const;
  return {
    topic: wanted(topic, deps, { account, region, name: topicName }, { later }),
    mail: wanted(subscription, deps, { account, region, topic: topicName, email }, { later }),
    schedule: wanted(
      schedule,
      deps,
      { account, region, name, expression, ...mail, ...span },
      { later, note: () => expression },
    ),
  };
}
