import assert from "node:assert/strict";
import { isDenied } from "../../lib/aws/aws_error.ts";
import { heartbeatNames } from "../../lib/aws/heartbeat_names.ts";
import type { Aws } from "../../lib/aws/session.ts";
import { subscription } from "../../lib/aws/subscription.ts";
import { topic } from "../../lib/aws/topic.ts";
import { DayError } from "../../lib/host/day_error.ts";
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

    await step("heartbeat 5: a pending one is not asked for again, and says so", async (aws, sandbox) => {
      sandbox.settings.pendingSubscriptions = true;
      await makeTopic(aws);
      await subscription.write(aws, spec, { is: "absent" }, "token");
      sandbox.clearRequests();
      const found = await subscription.find(aws, spec, "full");
      assert.deepEqual(found, { is: "ready", spec, out: { state: "pending", arn: null, others: [] } });
      await subscription.remove(aws, spec);
      assert.deepEqual(operations(sandbox), ["ListSubscriptionsByTopic", "ListSubscriptionsByTopic"]);
    });

    await step("heartbeat 9: a denied one names the address", async (aws, sandbox) => {
      await makeTopic(aws);
      sandbox.settings.denied.push("sns:Subscribe");
      const error = await subscription.write(aws, spec, { is: "absent" }, "token").catch((error: unknown) => error);
      assert.ok(error instanceof DayError);
      assert.equal(error.code, "DAY-AWS-002");
      assert.match(error.message, /ada@example\.org/);
      assert.match(error.fix, /sns:Subscribe/);
    });

    await step("a look that is denied is an error, not an absent subscription", async (aws, sandbox) => {
      await makeTopic(aws);
      sandbox.settings.denied.push("sns:ListSubscriptionsByTopic");
      await assert.rejects(subscription.find(aws, spec, "exists"), isDenied);
    });

    await step("a lost answer makes no second subscription", async (aws, sandbox) => {
      await makeTopic(aws);
      sandbox.faults.add({ operation: "Subscribe", kind: "lost" });
      await subscription.write(aws, spec, { is: "absent" }, "token");
      const found = await subscription.find(aws, spec, "full");
      assert.deepEqual(found.is === "ready" && found.out.others, []);
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
