import type { ManagedPolicySpec } from "../../aws/resources/managed_policy.ts";

/** What an operator of clusters may do with the topics of one region: all that a heartbeat takes. */
export function regionalPolicy(account: string, region: string): ManagedPolicySpec {
  const actions = "GetTopicAttributes SetTopicAttributes Subscribe Unsubscribe Publish DeleteTopic CreateTopic " +
    "ListSubscriptionsByTopic";
  return {
    account,
    name: `DaylilyRegionalEClusterPolicy-${region}`,
    document: {
      Version: "2012-10-17",
      Statement: [{
        Effect: "Allow",
        Action: actions.split(" ").map((action) => `sns:${action}`),
        Resource: `arn:aws:sns:${region}:${account}:*`,
      }],
    },
  };
}
