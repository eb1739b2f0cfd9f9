import type { Subscription } from "@aws-sdk/client-sns";
import { isAwsError } from "../aws_error.ts";
import type { Aws } from "../session.ts";

/** The mail subscriptions of a topic; none when the topic is absent. */
export async function topicMails(aws: Aws, TopicArn: string): Promise<Subscription[]> {
  const { paginateListSubscriptionsByTopic } = await import("@aws-sdk/client-sns");
  const mails: Subscription[] = [];
  try {
    for await (const page of paginateListSubscriptionsByTopic({ client: await aws.sns() }, { TopicArn })) {
      mails.push(...page.Subscriptions ?? []);
    }
  } catch (error) {
    if (isAwsError(error, "NotFound")) return [];
    throw error;
  }
  // SNS lists a cancelled subscription as "Deleted" for a while.
  return mails.filter((each) => each.Protocol === "email" && each.SubscriptionArn !== "Deleted");
}
