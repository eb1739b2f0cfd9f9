import type { Json } from "../../host/json.ts";

/** What a person needs to set up the heartbeat of a cluster, and to take it away again. */
export function heartbeatWirePolicy(
  { account, region, roleArn }: { readonly account: string; readonly region: string; readonly roleArn: string },
): Json {
  const allow = (Sid: string, service: string, actions: string, Resource: string) => ({
    Sid,
    Effect: "Allow",
    Action: actions.split(" ").map((action) => `${service}:${action}`),
    Resource,
  });
  const topics = "daylily-*-heartbeat";
  return {
    Version: "2012-10-17",
    Statement: [
      allow(
        "SchedulerCRUDHeartbeat",
        "scheduler",
        "CreateSchedule UpdateSchedule DeleteSchedule GetSchedule",
        `arn:aws:scheduler:${region}:${account}:schedule/default/${topics}`,
      ),
      allow("SchedulerList", "scheduler", "ListSchedules", "*"),
      {
        ...allow("AllowPassSchedulerRole", "iam", "PassRole", roleArn),
        Condition: { StringEquals: { "iam:PassedToService": "scheduler.amazonaws.com" } },
      },
      {
        ...allow("AllowCreateSpecificTopicsByName", "sns", "CreateTopic", "*"),
        Condition: { StringLike: { "sns:TopicName": topics } },
      },
      allow(
        "AllowManageHeartbeatTopics",
        "sns",
        "Subscribe GetTopicAttributes ListSubscriptionsByTopic DeleteTopic",
        `arn:aws:sns:${region}:${account}:${topics}`,
      ),
    ],
  };
}
