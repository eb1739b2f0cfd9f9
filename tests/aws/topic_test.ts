import assert from "node:assert/strict";
import { heartbeatNames } from "../../lib/aws/heartbeat_names.ts";
import { topic } from "../../lib/aws/topic.ts";
import { assertContract } from "./contract.ts";
import { account, inSandbox, operations, region } from "./in_sandbox.ts";

const names = heartbeatNames("demo", region, account);
const spec = { account, region, name: names.topic };

Deno.test(
  "topic",
  inSandbox({}, async (step) => {
    await step("is absent, written, ready, and gone again; each verb can be repeated", async (aws) => {
      assert.deepEqual(await assertContract(aws, topic, spec), { arn: names.topicArn });
      assert.equal(topic.key(spec), names.topicArn);
    });

    await step("heartbeat 3: one request looks, one creates, without tags", async (aws, sandbox) => {
      await topic.write(aws, spec, await topic.find(aws, spec, "exists"), "token");
      assert.deepEqual(operations(sandbox), ["GetTopicAttributes", "CreateTopic"]);
      assert.deepEqual(sandbox.requests()[1].parameters.Tags ?? [], []);
    });
  }),
);
