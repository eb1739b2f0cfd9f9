import assert from "node:assert/strict";
import { heartbeatNames } from "../../lib/aws/heartbeat_names.ts";
import type { Aws } from "../../lib/aws/session.ts";
import { subscription } from "../../lib/aws/subscription.ts";
import { topic } from "../../lib/aws/topic.ts";
import { assertContract } from "./contract.ts";
import { account, inSandbox, operations, region } from "./in_sandbox.ts";

const { topicArn, topic: name } = heartbeatNames("demo", region, account);
const spec = { topicArn, email: "ada@example.org" };
const makeTopic = (aws: Aws) => topic.write(aws, { account, region, name }, { is: "absent" }, "token");

Deno.test(
  "subscription",
  inSandbox({}, async (step) => {
    await step("is absent, written, ready, and gone again; each verb can be repeated", async (aws) => {
      await makeTopic(aws);
      const { state, arn, others } = await assertContract(aws, subscription, spec);
      assert.equal(state, "confirmed");
      assert.ok(arn?.startsWith(`${topicArn}:`));
      assert.deepEqual(others, []);
    });

    await step("of a topic that does not exist is absent", async (aws) => {
      assert.deepEqual(await subscription.find(aws, spec, "full"), { is: "absent" });
      await subscription.remove(aws, spec);
    });

    await step("heartbeat 4: one that exists is not asked for again", async (aws, sandbox) => {
      await makeTopic(aws);
      await subscription.write(aws, spec, { is: "absent" }, "token");
      sandbox.clearRequests();
      assert.equal((await subscription.find(aws, spec, "exists")).is, "ready");
      assert.deepEqual(operations(sandbox), ["ListSubscriptionsByTopic"]);
    });

    await step("heartbeat 6: another address stays, and is named", async (aws) => {
      await makeTopic(aws);
      const other = { topicArn, email: "bob@example.org" };
      await subscription.write(aws, other, { is: "absent" }, "token");
      assert.deepEqual(await subscription.find(aws, spec, "full"), { is: "absent" });
      await subscription.write(aws, spec, { is: "absent" }, "token");
      const found = await subscription.find(aws, spec, "full");
      assert.deepEqual(found.is === "ready" && found.out.others, [other.email]);
      await subscription.remove(aws, spec);
      assert.equal((await subscription.find(aws, other, "full")).is, "ready");
    });

    await step("addresses differ by case", async (aws) => {
      await makeTopic(aws);
      await subscription.write(aws, { topicArn, email: "Ada@example.org" }, { is: "absent" }, "token");
      assert.deepEqual(await subscription.find(aws, spec, "full"), { is: "absent" });
    });

    await step("is found behind the first hundred", async (aws) => {
      await makeTopic(aws);
      for (let number = 0; number < 105; number++) {
        const email = `user${number}@example.org`;
        await subscription.write(aws, { topicArn, email }, { is: "absent" }, `token-${number}`);
      }
      await subscription.write(aws, spec, { is: "absent" }, "token");
      const found = await subscription.find(aws, spec, "full");
      assert.equal(found.is === "ready" && found.out.others.length, 105);
    });
  }),
);
