import assert from "node:assert/strict";
import { isDefiniteRefusal, isDenied } from "../../lib/aws/aws_error.ts";
import { heartbeatNames } from "../../lib/names/heartbeat_names.ts";
import { topic } from "../../lib/aws/resources/topic.ts";
import { DayError } from "../../lib/host/errors/day_error.ts";
import { assertContract, writable } from "./contract.ts";
import { account, inSandbox, operations, region } from "./in_sandbox.ts";

const names = heartbeatNames("demo", region, account);
const spec = { account, region, name: names.topic };

Deno.test(
  "topic",
  inSandbox({}, async (step) => {
    await step("is absent, written, ready, and gone again; each verb can be repeated", async (deps) => {
      assert.deepEqual(await assertContract(deps, topic, spec), { arn: names.topicArn });
      assert.equal(topic.key(spec), "123456789012/us-west-2/daylily-demo-heartbeat");
    });

    await step("SH3: one request looks, one creates, without tags", async (deps, sandbox) => {
      await topic.write(deps, spec, await writable(deps, topic, spec, "exists"), "token");
      assert.deepEqual(operations(sandbox), ["GetTopicAttributes", "CreateTopic"]);
      assert.deepEqual(Object.keys(sandbox.requests()[1].parameters).filter((name) => name.startsWith("Tags")), []);
    });

    await step("SH7: one that exists is never asked to be created", async (deps, sandbox) => {
      await topic.write(deps, spec, { is: "absent" }, "token");
      sandbox.settings.denied.push("sns:CreateTopic");
      sandbox.clearRequests();
      const found = await writable(deps, topic, spec, "full");
      assert.equal(found.is, "ready");
      await topic.write(deps, spec, found, "token");
      assert.deepEqual(operations(sandbox), ["GetTopicAttributes"]);
    });

    await step("SH7: a denied creation names the topic", async (deps, sandbox) => {
      sandbox.settings.denied.push("sns:CreateTopic");
      const found = await writable(deps, topic, spec, "full");
      const error = await topic.write(deps, spec, found, "token").catch((error: unknown) => error);
      assert.ok(error instanceof DayError);
      assert.equal(error.code, "DAY-AWS-002");
      assert.match(error.message, /daylily-demo-heartbeat does not exist/);
      assert.match(error.fix, /sns:CreateTopic/);
      assert.ok(isDefiniteRefusal(error));
    });

    await step(
      "SH8: another failure of the creation is thrown without a second look",
      async (deps, sandbox) => {
        const write = topic.write(deps, { ...spec, name: "not a name" }, { is: "absent" }, "token");
        await assert.rejects(write, { name: "InvalidParameterException" });
        assert.deepEqual(operations(sandbox), ["CreateTopic"]);
      },
    );

    await step("a look that is denied is an error, not an absent topic", async (deps, sandbox) => {
      sandbox.settings.denied.push("sns:GetTopicAttributes");
      await assert.rejects(topic.find(deps, spec, "exists"), isDenied);
    });

    await step("a lost answer makes no second topic", async (deps, sandbox) => {
      sandbox.faults.add({ operation: "CreateTopic", kind: "lost" });
      await topic.write(deps, spec, { is: "absent" }, "token");
      assert.deepEqual(operations(sandbox), ["CreateTopic", "CreateTopic"]);
      assert.equal((await topic.find(deps, spec, "full")).is, "ready");
    });
  }),
);
