import assert from "node:assert/strict";
import { isDenied } from "../../lib/aws/aws_error.ts";
import { heartbeatNames } from "../../lib/names/heartbeat_names.ts";
import type { AwsDeps } from "../../lib/aws/resource.ts";
import { subscription } from "../../lib/aws/resources/subscription.ts";
import { topic } from "../../lib/aws/resources/topic.ts";
import { DayError } from "../../lib/host/errors/day_error.ts";
import { assertContract } from "./contract.ts";
import { account, inSandbox, operations, region } from "./in_sandbox.ts";

const { topicArn, topic: name } = heartbeatNames("demo", region, account);
const spec = { account, region, topic: name, email: "ada@example.org" };
const makeTopic = (deps: AwsDeps) => topic.write(deps, { account, region, name }, { is: "absent" }, "token");

Deno.test(
  "subscription",
  inSandbox({}, async (step) => {
    await step("is absent, written, ready, and gone again; each verb can be repeated", async (deps) => {
      await makeTopic(deps);
      const { state, arn, others } = await assertContract(deps, subscription, spec);
      assert.equal(state, "confirmed");
      assert.ok(arn?.startsWith(`${topicArn}:`));
      assert.deepEqual(others, []);
    });

    await step("of a topic that does not exist is absent", async (deps) => {
      assert.deepEqual(await subscription.find(deps, spec, "full"), { is: "absent" });
      await subscription.remove(deps, spec);
    });

    await step("SH4: one that exists is not asked for again", async (deps, sandbox) => {
      await makeTopic(deps);
      await subscription.write(deps, spec, { is: "absent" }, "token");
      sandbox.clearRequests();
      assert.equal((await subscription.find(deps, spec, "exists")).is, "ready");
      assert.deepEqual(operations(sandbox), ["ListSubscriptionsByTopic"]);
    });

    await step("SH5: a pending one is not asked for again, and says so", async (deps, sandbox) => {
      sandbox.settings.pendingSubscriptions = true;
      await makeTopic(deps);
      await subscription.write(deps, spec, { is: "absent" }, "token");
      sandbox.clearRequests();
      const found = await subscription.find(deps, spec, "full");
      assert.deepEqual(found, { is: "ready", spec, out: { state: "pending", arn: null, others: [] } });
      await subscription.remove(deps, spec);
      assert.deepEqual(operations(sandbox), ["ListSubscriptionsByTopic", "ListSubscriptionsByTopic"]);
    });

    await step("SH9: a denied one names the address", async (deps, sandbox) => {
      await makeTopic(deps);
      sandbox.settings.denied.push("sns:Subscribe");
      const error = await subscription.write(deps, spec, { is: "absent" }, "token").catch((error: unknown) => error);
      assert.ok(error instanceof DayError);
      assert.equal(error.code, "DAY-AWS-002");
      assert.match(error.message, /ada@example\.org/);
      assert.match(error.fix, /sns:Subscribe/);
    });

    await step("a look that is denied is an error, not an absent subscription", async (deps, sandbox) => {
      await makeTopic(deps);
      sandbox.settings.denied.push("sns:ListSubscriptionsByTopic");
      await assert.rejects(subscription.find(deps, spec, "exists"), isDenied);
    });

    await step("a lost answer makes no second subscription", async (deps, sandbox) => {
      await makeTopic(deps);
      sandbox.faults.add({ operation: "Subscribe", kind: "lost" });
      await subscription.write(deps, spec, { is: "absent" }, "token");
      const found = await subscription.find(deps, spec, "full");
      assert.deepEqual(found.is === "ready" && found.out.others, []);
    });

    await step("SH6: another address stays, and is named", async (deps) => {
      await makeTopic(deps);
      const other = { ...spec, email: "bob@example.org" };
      await subscription.write(deps, other, { is: "absent" }, "token");
      assert.deepEqual(await subscription.find(deps, spec, "full"), { is: "absent" });
      await subscription.write(deps, spec, { is: "absent" }, "token");
      const found = await subscription.find(deps, spec, "full");
      assert.deepEqual(found.is === "ready" && found.out.others, [other.email]);
      await subscription.remove(deps, spec);
      assert.equal((await subscription.find(deps, other, "full")).is, "ready");
    });

    await step("addresses differ by case", async (deps) => {
      await makeTopic(deps);
      await subscription.write(deps, { ...spec, email: "Ada@example.org" }, { is: "absent" }, "token");
      assert.deepEqual(await subscription.find(deps, spec, "full"), { is: "absent" });
    });

    await step("is found behind the first hundred", async (deps) => {
      await makeTopic(deps);
      for (let number = 0; number < 105; number++) {
        const email = `user${number}@example.org`;
        await subscription.write(deps, { ...spec, email }, { is: "absent" }, `token-${number}`);
      }
      await subscription.write(deps, spec, { is: "absent" }, "token");
      const found = await subscription.find(deps, spec, "full");
      assert.equal(found.is === "ready" && found.out.others.length, 105);
    });
  }),
);
