import type { Subscription } from "@aws-sdk/client-sns";
import { z } from "zod";
import { DayError } from "../../host/errors/day_error.ts";
import { isAwsError } from "../aws_error.ts";
import type { AwsDeps, Found, Resource } from "../resource.ts";
import { topicMails } from "../questions/topic_mails.ts";
import { topicArn } from "./topic.ts";

/** `topic`: the name of the topic. */
export type SubscriptionSpec = { account: string; region: string; topic: string; email: string };

/**
 * `arn` is null while the confirmation is pending. `others` are the other addresses that get the same mails, sorted:
 * nobody removes them, but a person may want to know.
 */
export type SubscriptionOut = { state: "pending" | "confirmed"; arn: string | null; others: string[] };

/**
 * One mail address on a topic. A pending confirmation counts as present, so that nobody gets a second confirmation
 * mail; SNS drops it after 48 hours, and then it is absent.
 */
export const subscription: Resource<AwsDeps, SubscriptionSpec, SubscriptionOut> = {
  kind: "subscription",
  layer: "heartbeat",
  actions: {
    find: ["sns:ListSubscriptionsByTopic"],
    write: ["sns:Subscribe"],
    remove: ["sns:ListSubscriptionsByTopic", "sns:Unsubscribe"],
  },
  spec: z.object({ account: z.string(), region: z.string(), topic: z.string(), email: z.string() }),
  key: ({ account, region, topic, email }) => `${account}/${region}/${topic}/${email}`,
  title: ({ email }) => `heartbeat mail to ${email}`,

  async find({ aws }, spec): Promise<Found<SubscriptionSpec, SubscriptionOut>> {
    const mails = await topicMails(aws, topicOf(spec));
    const ours = mails.find((each) => each.Endpoint === spec.email);
    if (ours === undefined) return { is: "absent" };
    const others = mails.flatMap(({ Endpoint }) => Endpoint === undefined ? [] : [Endpoint])
      .filter((each) => each !== spec.email).sort();
    const arn = confirmedArn(ours);
    return { is: "ready", spec, out: { state: arn === null ? "pending" : "confirmed", arn, others } };
  },

  async write({ aws }, wanted) {
    const { email } = wanted;
    const TopicArn = topicOf(wanted);
    const { SubscribeCommand } = await import("@aws-sdk/client-sns");
    const sns = await aws.sns();
    try {
      await sns.send(new SubscribeCommand({ TopicArn, Protocol: "email", Endpoint: email }));
    } catch (error) {
      if (!isAwsError(error, "AuthorizationError")) throw error;
      throw new DayError("DAY-AWS-002", `You may not subscribe ${email} to ${TopicArn}`, {
        cause: error,
        fix: "ask an administrator for the IAM permission sns:Subscribe, or to subscribe the address",
      });
    }
  },

  async remove({ aws }, spec) {
    const { UnsubscribeCommand } = await import("@aws-sdk/client-sns");
    const sns = await aws.sns();
    const mails = await topicMails(aws, topicOf(spec));
    for (const each of mails.filter((mail) => mail.Endpoint === spec.email)) {
      const arn = confirmedArn(each);
      // A pending one has no ARN to remove it by; it goes with its topic, or after 48 hours.
      if (arn === null) continue;
      try {
        await sns.send(new UnsubscribeCommand({ SubscriptionArn: arn }));
      } catch (error) {
        if (!isAwsError(error, "NotFound")) throw error;
      }
    }
  },
};

function topicOf({ account, region, topic }: SubscriptionSpec): string {
  return topicArn({ account, region, name: topic });
}

function confirmedArn({ SubscriptionArn }: Subscription): string | null {
  return SubscriptionArn?.startsWith("arn:") ? SubscriptionArn : null;
}
