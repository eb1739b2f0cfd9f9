import { isAwsError } from "../../aws/aws_error.ts";
import { clusterOfTopic } from "../scene/heartbeat_owner.ts";
import type { Lister, Thing } from "../scene/lister.ts";

/** The topics of heartbeats. */
export const topics: Lister = {
  service: "topics",
  reach: "region",
  actions: { list: ["sns:ListTopics"], remove: ["sns:DeleteTopic"] },

  async list({ aws, cluster: wanted, command }) {
    const { paginateListTopics } = await import("@aws-sdk/client-sns");
    const client = await aws.sns();
    const things: Thing[] = [];
    for await (const page of paginateListTopics({ client }, {})) {
      things.push(...(page.Topics ?? []).flatMap(({ TopicArn: id = "" }): Thing[] => {
        const cluster = clusterOfTopic(id.split(":").at(-1) ?? "");
        return cluster === undefined || (wanted ?? cluster) !== cluster ? [] : [{
          service: "topics",
          region: aws.region,
          id,
          cluster,
          why: "named after the cluster, for its heartbeat",
          usd_per_day: null,
          remove: command("sns", "delete-topic", "--topic-arn", id),
        }];
      }));
    }
    return things;
  },

  async remove({ scene: { aws } }, { id }) {
    const { DeleteTopicCommand } = await import("@aws-sdk/client-sns");
    try {
      await (await aws.sns()).send(new DeleteTopicCommand({ TopicArn: id }));
    } catch (error) {
      if (!isAwsError(error, "NotFound")) throw error;
    }
  },
};
