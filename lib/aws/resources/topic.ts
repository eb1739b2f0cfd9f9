import { z } from "zod";
import { DayError } from "../../host/errors/day_error.ts";
import { isAwsError } from "../aws_error.ts";
import { partitionOf } from "../../names/partition_of.ts";
import type { AwsDeps, Found, Resource } from "../resource.ts";

/** The ARN is built from these, never searched for. */
export type TopicSpec = { account: string; region: string; name: string };
export type TopicOut = { arn: string };

/**
 * The topic that heartbeat mails go through.
 *
 * Its tags are not managed: SNS refuses to create a topic again with other tags, which would break every resume.
 */
export const topic: Resource<AwsDeps, TopicSpec, TopicOut> = {
  kind: "topic",
  layer: "heartbeat",
  actions: { find: ["sns:GetTopicAttributes"], write: ["sns:CreateTopic"], remove: ["sns:DeleteTopic"] },
  spec: z.object({ account: z.string(), region: z.string(), name: z.string() }),
  key: ({ account, region, name }) => `${account}/${region}/${name}`,
  title: ({ name }) => `topic ${name}`,

  async find({ aws }, spec): Promise<Found<TopicSpec, TopicOut>> {
    const { GetTopicAttributesCommand } = await import("@aws-sdk/client-sns");
    const sns = await aws.sns();
    const arn = topicArn(spec);
    try {
      await sns.send(new GetTopicAttributesCommand({ TopicArn: arn }));
    } catch (error) {
      if (isAwsError(error, "NotFound")) return { is: "absent" };
      throw error;
    }
    return { is: "ready", spec, out: { arn } };
  },

  async write({ aws }, wanted, found) {
    // Nothing about an existing topic is ours to change, and its owner may not be allowed to create one.
    if (found.is === "ready") return;
    const { CreateTopicCommand } = await import("@aws-sdk/client-sns");
    const sns = await aws.sns();
    try {
      await sns.send(new CreateTopicCommand({ Name: wanted.name }));
    } catch (error) {
      if (!isAwsError(error, "AuthorizationError")) throw error;
      const message = `The SNS topic ${wanted.name} does not exist in ${wanted.region}, and you may not create it`;
      throw new DayError("DAY-AWS-002", message, {
        cause: error,
        fix: `ask an administrator for the IAM permission sns:CreateTopic, or to create the topic ${wanted.name}`,
      });
    }
  },

  async remove({ aws }, spec) {
    const { DeleteTopicCommand } = await import("@aws-sdk/client-sns");
    const sns = await aws.sns();
    try {
      await sns.send(new DeleteTopicCommand({ TopicArn: topicArn(spec) }));
    } catch (error) {
      if (!isAwsError(error, "NotFound")) throw error;
    }
  },
};

export function topicArn({ account, region, name }: TopicSpec): string {
  return `arn:${partitionOf(region)}:sns:${region}:${account}:${name}`;
}
