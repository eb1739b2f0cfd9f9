import { topicMails } from "../aws/questions/topic_mails.ts";
import { schedule } from "../aws/resources/schedule.ts";
import { topic } from "../aws/resources/topic.ts";
import type { AwsDeps } from "../aws/resource.ts";
import type { Json } from "../host/json.ts";
import { heartbeatNames } from "../names/heartbeat_names.ts";
import { notReady } from "./not_ready.ts";

/** What sends a cluster's heartbeat, as a snapshot has it, and the ARN of the role that the schedule names, "" without one. */
export type Heartbeat = { readonly seen: Json; readonly roleArn: string };

/** Topic, addresses and schedule under the names that the legacy script gives them as well. */
export async function standingHeartbeat(
  deps: AwsDeps,
  { account, cluster }: { readonly account: string; readonly cluster: string },
): Promise<Heartbeat> {
  const { region } = deps.aws;
  const names = heartbeatNames(cluster, region, account);
  const nothing = { expression: "", target: "", roleArn: "", input: "", start: "", end: "" };
  const asked = {
    account,
    region,
    name: names.schedule,
    ...nothing,
    afterCompletion: "NONE",
    state: "ENABLED",
  } as const;
  const [foundTopic, foundSchedule, mails] = await Promise.all([
    topic.find(deps, { account, region, name: names.topic }, "full"),
    schedule.find(deps, asked, "full"),
    topicMails(deps.aws, names.topicArn),
  ]);
  const isReady = foundSchedule.is === "ready";
  return {
    seen: {
      topic: foundTopic.is === "ready" ? foundTopic.spec.name : notReady(foundTopic),
      mails: mails.map(({ Endpoint = "" }) => Endpoint).sort(),
      schedule: isReady ? foundSchedule.spec : notReady(foundSchedule),
    },
    roleArn: isReady ? foundSchedule.spec.roleArn : "",
  };
}
