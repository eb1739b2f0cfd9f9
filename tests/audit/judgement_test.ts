import assert from "node:assert/strict";
import { seedBudget } from "../../lib/sandbox/emulator/seed.ts";
import type { Aws } from "../../lib/aws/session.ts";
import { fixtureF, type Sandbox, sharedSandbox } from "../support/sandbox.ts";
import { sandboxAws } from "../support/sandbox_aws.ts";
import { auditHere } from "./audit_here.ts";
import {
  networkTemplate,
  placeInstance,
  placeLogGroup,
  placeRole,
  placeSharedNetwork,
  placeTopic,
  placeVolume,
} from "./place_leftovers.ts";

const demo = ["--cluster", "demo", "--region", "us-west-2"];
const settings = { secondsOfDeletion: 0, networkSeconds: 0 };
const topicTemplate = "Resources: { Part: { Type: AWS::SNS::Topic, Properties: { TopicName: part } } }";

/** A stack that bears the tag of a cluster. */
async function placeStack(aws: Aws, StackName: string, TemplateBody = topicTemplate): Promise<void> {
  const { CreateStackCommand } = await import("@aws-sdk/client-cloudformation");
  const Tags = [{ Key: "parallelcluster:cluster-name", Value: StackName }];
  await (await aws.cloudformation()).send(new CreateStackCommand({ StackName, TemplateBody, Tags }));
}

const brief = (rows: readonly { readonly service: string; readonly id: string }[]) =>
  rows.map(({ service, id }) => `${service} ${id}`);

type Step = (name: string, run: (sandbox: Sandbox, aws: Aws) => Promise<void>) => Promise<boolean>;

function judgements(body: (step: Step) => Promise<void>) {
  return sharedSandbox({ seed: fixtureF, settings }, (step) =>
    body((name, run) =>
      step(name, async (sandbox) => {
        Object.assign(sandbox.settings, settings);
        const aws = sandboxAws(sandbox);
        try {
          await run(sandbox, aws);
        } finally {
          aws.close();
        }
      })
    ));
}

Deno.test(
  "decisions 3.57a, 3.63: what an audit keeps",
  judgements(async (step) => {
    await step(
      "all of a cluster that stands is in use; its removal by name is exit 1 and touches nothing",
      async (sandbox, aws) => {
        await placeStack(aws, "demo");
        const volume = await placeVolume(aws, "demo");
        const { code, document } = await auditHere(sandbox, demo);
        assert.deepEqual([code, document.left], [0, []]);
        const kept = document.kept.find(({ id }) => id === volume);
        assert.match(kept?.why ?? "", /in use: cluster demo exists \(CREATE_COMPLETE\)/);
        assert.equal(kept?.remove, "deno task delete --cluster demo --region us-west-2");
        sandbox.clearRequests();
        const removal = await auditHere(sandbox, [...demo, "--remove", "--yes"]);
        assert.deepEqual([removal.code, removal.document.error?.code], [1, "DAY-AUDIT-002"]);
        assert.deepEqual(sandbox.requests().filter(({ mutating }) => mutating), []);
        // Where it is not asked for, it does not stand in the way of others.
        const other = await placeVolume(aws, "other");
        const all = await auditHere(sandbox, ["--region", "us-west-2", "--remove", "--yes"]);
        assert.equal(all.code, 0, all.err);
        assert.ok(brief(all.document.kept).includes(`volumes ${volume}`));
        assert.ok(!brief(all.document.kept).includes(`volumes ${other}`));
      },
    );

    await step("what all clusters share, budgets, and logs that go by themselves are kept", async (sandbox, aws) => {
      for (const name of ["da-us-west-2b-demo", "da-us-west-2b-demo-b", "da-eu-west-1a-demo"]) {
        await seedBudget(sandbox.calls, name);
      }
      const logGroupName = await placeLogGroup(aws, "demo");
      const { PutRetentionPolicyCommand } = await import("@aws-sdk/client-cloudwatch-logs");
      await (await aws.logs()).send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 3 }));
      const { code, document } = await auditHere(sandbox, demo);
      assert.deepEqual([code, document.left], [0, []]);
      assert.deepEqual(brief(document.kept).filter((row) => !row.startsWith("policies")).sort(), [
        "budgets da-us-west-2b-demo",
        "budgets daylily-global",
        `log groups ${logGroupName}`,
        "roles daylily-cluster-expiry",
        "roles eventbridge-scheduler-to-sns",
      ]);
      const budget = document.kept.find(({ id }) => id === "da-us-west-2b-demo");
      assert.equal(budget?.remove, "deno task delete --cluster demo --region us-west-2 --purge-budget");
      assert.equal((await auditHere(sandbox, [...demo, "--remove", "--yes"])).code, 0);
      assert.deepEqual(brief((await auditHere(sandbox, demo)).document.kept), brief(document.kept));
    });

    await step(
      "a role of a cluster that stands under the same name in another region is kept",
      async (sandbox, aws) => {
        const eu = aws.in("eu-west-1");
        await placeStack(eu, "demo");
        const role = await placeRole(aws, "demo-RoleHeadNode-ABC", "/parallelcluster/demo/");
        const topic = await placeTopic(aws, "daylily-demo-heartbeat");
        const { document } = await auditHere(sandbox, demo);
        assert.deepEqual(brief(document.left), [`topics ${topic}`]);
        const kept = document.kept.find(({ id }) => id === role);
        assert.match(kept?.why ?? "", /in use by the cluster demo in eu-west-1/);
        assert.equal(kept?.remove, "deno task delete --cluster demo --region eu-west-1");
      },
    );

    await step("the network that clusters share is kept with its price", async (sandbox, aws) => {
      await placeSharedNetwork(aws);
      const { code, document } = await auditHere(sandbox, demo);
      assert.equal(code, 0);
      const kinds = ["stacks", "NAT gateways", "elastic addresses"];
      const shared = document.kept.filter(({ service }) => kinds.includes(service));
      assert.deepEqual(shared.map(({ service, usd_per_day }) => [service, usd_per_day]), [
        ["stacks", null],
        ["NAT gateways", 1.08],
        ["elastic addresses", 0.12],
      ]);
      for (const { why } of shared) assert.match(why, /shared by all clusters$/);
    });

    await step("a stack whose deletion failed is left, and goes with what held it", async (sandbox, aws) => {
      await placeStack(aws, "demo", networkTemplate);
      const { DeleteStackCommand, DescribeStackResourceCommand } = await import("@aws-sdk/client-cloudformation");
      const client = await aws.cloudformation();
      const ask = new DescribeStackResourceCommand({ StackName: "demo", LogicalResourceId: "Subnet" });
      const { StackResourceDetail } = await client.send(ask);
      await placeInstance(aws, "demo", StackResourceDetail?.PhysicalResourceId);
      await client.send(new DeleteStackCommand({ StackName: "demo" }));
      const { code, document } = await auditHere(sandbox, demo);
      assert.deepEqual([code, document.left.map(({ service }) => service)], [1, ["stacks", "instances"]]);
      assert.match(document.left[1].why, /the stack of demo is in DELETE_FAILED$/);
      const removal = await auditHere(sandbox, [...demo, "--remove", "--yes"]);
      assert.deepEqual([removal.code, removal.document.left, removal.document.not_removed], [0, [], []], removal.err);
      const deletions = sandbox.requests().filter(({ operation }) => operation === "DeleteStack");
      assert.equal(deletions.length, 3);
    });

    await step("--all finds what is left in every region, and --region does not go with it", async (sandbox, aws) => {
      const here = await placeVolume(aws, "demo");
      const there = await placeVolume(aws.in("eu-west-1"), "demo");
      const { code, document } = await auditHere(sandbox, ["--cluster", "demo", "--all"]);
      assert.deepEqual([code, brief(document.left).sort()], [1, [`volumes ${here}`, `volumes ${there}`].sort()]);
      assert.ok(document.left.find(({ id }) => id === there)?.remove.endsWith("--region eu-west-1 --profile sandbox"));
      assert.deepEqual(document.next, ["deno task audit --cluster demo --all --remove"]);
      assert.equal(brief(document.kept).filter((row) => row === "budgets daylily-global").length, 1);
      assert.equal((await auditHere(sandbox, ["--all", "--region", "us-west-2"])).code, 1);
    });

    await step("decision 2: what one of them refuses is told, exit 2, the others go", async (sandbox, aws) => {
      const volume = await placeVolume(aws, "demo");
      await placeTopic(aws, "daylily-demo-heartbeat");
      sandbox.settings.denied.push("ec2:DeleteVolume");
      const { code, document } = await auditHere(sandbox, [...demo, "--remove", "--yes"]);
      sandbox.settings.denied.length = 0;
      assert.deepEqual([code, document.error?.code, brief(document.left)], [2, "DAY-AUDIT-003", [`volumes ${volume}`]]);
      assert.match(document.not_removed[0].error, /ec2:DeleteVolume/);
    });
  }),
);
