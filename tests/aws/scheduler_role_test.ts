import assert from "node:assert/strict";
import { isDefiniteRefusal, isDenied } from "../../lib/aws/aws_error.ts";
import { schedulerRole, schedulerRoleSpec } from "../../lib/aws/resources/scheduler_role.ts";
import { DayError } from "../../lib/host/errors/day_error.ts";
import { differences } from "../../lib/state/walks/differences.ts";
import { assertContract, isPerhapsOurs, whenReady } from "./contract.ts";
import { account, inSandbox, operations } from "./in_sandbox.ts";
import { onServer } from "./on_server.ts";

const spec = schedulerRoleSpec(account);

Deno.test("SH18: the role may publish to the heartbeat topics of every region", () => {
  assert.deepEqual(spec.policy, {
    Version: "2012-10-17",
    Statement: [{
      Sid: "AllowPublishToDaylilyHeartbeatTopics",
      Effect: "Allow",
      Action: ["sns:Publish"],
      Resource: "arn:aws:sns:*:123456789012:daylily-*-heartbeat",
    }],
  });
});

Deno.test(
  "scheduler role",
  inSandbox({}, async (step) => {
    await step("is absent, written, ready, and gone again; each verb can be repeated", async (deps) => {
      const arn = "arn:aws:iam::123456789012:role/eventbridge-scheduler-to-sns";
      assert.deepEqual(await assertContract(deps, schedulerRole, spec), { arn });
      assert.equal(schedulerRole.key(spec), "123456789012/global/eventbridge-scheduler-to-sns");
    });

    await step("SH17: an absent role is created with its trust, policy and tags", async (deps, sandbox) => {
      await schedulerRole.write(deps, spec, { is: "absent" }, "token");
      const [create, put] = sandbox.requests();
      assert.deepEqual(operations(sandbox), ["CreateRole", "PutRolePolicy"]);
      assert.deepEqual(JSON.parse(String(create.parameters.AssumeRolePolicyDocument)), {
        Version: "2012-10-17",
        Statement: [{
          Sid: "AllowEventBridgeSchedulerAssume",
          Effect: "Allow",
          Principal: { Service: "scheduler.amazonaws.com" },
          Action: "sts:AssumeRole",
          Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
        }],
      });
      assert.equal(put.parameters.PolicyName, "eventbridge-scheduler-to-sns-inline");
      assert.match(JSON.stringify(create.parameters), /Owner.*Daylily.*Purpose.*SchedulerToSNS/);
    });

    await step("a look at its existence is one request", async (deps, sandbox) => {
      await schedulerRole.write(deps, spec, { is: "absent" }, "token");
      sandbox.clearRequests();
      assert.equal((await schedulerRole.find(deps, spec, "exists")).is, "ready");
      assert.deepEqual(operations(sandbox), ["GetRole"]);
    });

    await step(
      "SH17: an existing role gets its trust and policy, and is not created",
      async (deps, sandbox) => {
        const legacy = {
          ...spec,
          trust: {
            Version: "2012-10-17",
            Statement: [{
              Effect: "Allow",
              Principal: { Service: "scheduler.amazonaws.com" },
              Action: "sts:AssumeRole",
            }],
          },
          policy: {
            Version: "2012-10-17",
            Statement: [{
              Effect: "Allow",
              Action: ["sns:Publish"],
              Resource: "arn:aws:sns:us-west-2:123456789012:daylily-*-heartbeat",
            }],
          },
        };
        await schedulerRole.write(deps, legacy, { is: "absent" }, "token");
        const seen = await whenReady(deps, schedulerRole, spec);
        assert.notDeepEqual(differences(spec, seen.spec), []);
        sandbox.clearRequests();
        await schedulerRole.write(deps, spec, seen, "token");
        assert.deepEqual(operations(sandbox), ["UpdateAssumeRolePolicy", "PutRolePolicy", "TagRole"]);
        assert.deepEqual(differences(spec, (await whenReady(deps, schedulerRole, spec)).spec), []);
      },
    );

    await step("SH17: tags that are denied do not matter", async (deps, sandbox) => {
      sandbox.settings.denied.push("iam:TagRole");
      const other = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sns:Publish", Resource: "*" }] };
      await schedulerRole.write(deps, { ...spec, policy: other }, { is: "absent" }, "token");
      await schedulerRole.write(deps, spec, await whenReady(deps, schedulerRole, spec), "token");
      assert.deepEqual(differences(spec, (await whenReady(deps, schedulerRole, spec)).spec), []);
    });

    await step("a denied creation is a definite refusal, a denied policy after it is not", async (deps, sandbox) => {
      const write = () => schedulerRole.write(deps, spec, { is: "absent" }, "token").catch((error: unknown) => error);
      sandbox.settings.denied = ["iam:CreateRole"];
      assert.ok(isDefiniteRefusal(await write()));
      assert.equal((await schedulerRole.find(deps, spec, "full")).is, "absent");
      sandbox.settings.denied = ["iam:PutRolePolicy"];
      const error = await write();
      assert.ok(error instanceof DayError && !isDefiniteRefusal(error));
      assert.match(error.fix, /iam:PutRolePolicy/);
      assert.equal((await whenReady(deps, schedulerRole, spec)).spec.policy, null);
    });

    await step("lost answers leave one role as wanted", async (deps, sandbox) => {
      for (const operation of ["CreateRole", "PutRolePolicy"]) sandbox.faults.add({ operation, kind: "lost" });
      await assert.rejects(schedulerRole.write(deps, spec, { is: "absent" }, "token"), isPerhapsOurs);
      const half = await whenReady(deps, schedulerRole, spec);
      assert.ok(await schedulerRole.wrote?.(deps, spec, half, "token"));
      await schedulerRole.write(deps, spec, half, "token");
      assert.deepEqual(differences(spec, (await whenReady(deps, schedulerRole, spec)).spec), []);
    });

    await step("a look that is denied is an error, not an absent role", async (deps, sandbox) => {
      sandbox.settings.denied.push("iam:GetRole");
      await assert.rejects(schedulerRole.find(deps, spec, "exists"), isDenied);
    });

    await step("a role without its policy is seen as half made", async (deps, sandbox) => {
      const AssumeRolePolicyDocument = JSON.stringify(spec.trust);
      await sandbox.calls.query("iam", "CreateRole", { RoleName: spec.name, AssumeRolePolicyDocument });
      const half = await whenReady(deps, schedulerRole, spec);
      assert.equal(half.spec.policy, null);
      await schedulerRole.write(deps, spec, half, "token");
      assert.deepEqual(differences(spec, (await whenReady(deps, schedulerRole, spec)).spec), []);
    });
  }),
);

Deno.test("SH17: who may not tag a role makes it without tags", async () => {
  const denied =
    "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>iam:TagRole</Message></Error>" +
    "</ErrorResponse>";
  const bodies: string[] = [];
  await onServer((_, body) => {
    bodies.push(body);
    return body.includes("Tags.member") ? { status: 403, body: denied } : { body: "<Response/>" };
  }, async (deps, requests) => {
    await schedulerRole.write(deps, spec, { is: "absent" }, "token");
    assert.deepEqual(requests, ["CreateRole", "CreateRole", "PutRolePolicy"]);
    assert.doesNotMatch(bodies[1], /Tags/);
  });
});

Deno.test("a role that IAM does not know yet gets its policy after 1 and 2 s", async () => {
  const unknown =
    "<ErrorResponse><Error><Type>Sender</Type><Code>NoSuchEntity</Code><Message>no role</Message></Error>" +
    "</ErrorResponse>";
  let policies = 0;
  await onServer((operation) => {
    const early = operation === "PutRolePolicy" && ++policies <= 2;
    return early ? { status: 404, body: unknown } : { body: "<Response/>", headers: { "content-type": "text/xml" } };
  }, async (deps) => {
    await schedulerRole.write(deps, spec, { is: "absent" }, "token");
    assert.deepEqual(deps.clock.slept, [1000, 2000]);
  });
});
