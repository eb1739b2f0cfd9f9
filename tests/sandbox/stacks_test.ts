import assert from "node:assert/strict";
import {
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  ListStacksCommand,
  paginateDescribeStackEvents,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { DescribeSubnetsCommand } from "@aws-sdk/client-ec2";
import { type Sandbox, sharedSandbox } from "../support/sandbox.ts";
import { sandboxAws } from "../support/sandbox_aws.ts";
import { networkTemplate } from "./network_template.ts";

const StackName = "pcluster-vpc-stack-2b";
const creation = {
  StackName,
  TemplateBody: networkTemplate,
  Capabilities: ["CAPABILITY_NAMED_IAM" as const],
  Parameters: [{ ParameterKey: "EnvironmentName", ParameterValue: "daylily-cs-us-west-twob" }],
};

/** What the tests ask, over the genuine SDK. */
async function inWorld(sandbox: Sandbox, run: (world: Awaited<ReturnType<typeof worldOn>>) => Promise<void>) {
  const world = await worldOn(sandbox);
  try {
    await run(world);
  } finally {
    world.close();
  }
}

async function worldOn({ endpoint, calls, passTime }: Sandbox) {
  const aws = sandboxAws({ endpoint });
  const stacks = await aws.cloudformation();
  const stack = async () => (await stacks.send(new DescribeStacksCommand({ StackName }))).Stacks?.[0];
  return {
    stacks,
    stack,
    status: async () => (await stack())?.StackStatus,
    close: () => aws.close(),
    /** Lets more time pass than anything here takes. */
    async until(wanted: string) {
      passTime(1_000);
      assert.equal((await stack())?.StackStatus, wanted);
    },
    async events() {
      const found = [];
      for await (const page of paginateDescribeStackEvents({ client: stacks }, { StackName })) {
        found.push(...page.StackEvents ?? []);
      }
      return found.map(({ LogicalResourceId, ResourceStatus }) => `${LogicalResourceId} ${ResourceStatus}`).reverse();
    },
    async subnets() {
      const found = await (await aws.ec2()).send(
        new DescribeSubnetsCommand({ Filters: [{ Name: "tag-key", Values: ["Name"] }] }),
      );
      return found.Subnets?.map(({ Tags, MapPublicIpOnLaunch }) => [
        Tags?.find(({ Key }) => Key === "Name")?.Value,
        MapPublicIpOnLaunch,
      ]);
    },
    /** Counts what is there of a kind, behind the SDK. */
    async count(operation: string, element: string) {
      return (await calls.query("ec2", operation)).split(`<${element}>`).length - 1;
    },
  };
}

/** The parts of a template of `pcluster` that the front looks at. */
const clusterTemplate = JSON.stringify({
  Parameters: { ResourcesS3Bucket: { Type: "String", Default: "parallelcluster-x" } },
  Resources: {
    Wait: { Type: "AWS::CloudFormation::WaitCondition" },
    Interface: { Type: "AWS::EC2::NetworkInterface", Properties: { SubnetId: "" } },
    Launch: {
      Type: "AWS::EC2::LaunchTemplate",
      Properties: { LaunchTemplateData: { ImageId: "ami-0da11ca000000003d", InstanceType: "r7i.2xlarge" } },
    },
    HeadNode: {
      Type: "AWS::EC2::Instance",
      Properties: {
        LaunchTemplate: { LaunchTemplateId: { Ref: "Launch" } },
        Tags: [{ Key: "Name", Value: "HeadNode" }],
      },
    },
  },
  Outputs: { HeadNodeInstanceID: { Value: { Ref: "HeadNode" } } },
});

Deno.test(
  "stacks",
  sharedSandbox({ settings: { networkSeconds: 300, secondsOfDeletion: 60 } }, async (step) => {
    await step(
      "a network takes its time, shows event after event, and then its outputs",
      (sandbox) =>
        inWorld(sandbox, async ({ stacks, stack, status, events, until, subnets }) => {
          await stacks.send(new CreateStackCommand(creation));
          assert.equal(await status(), "CREATE_IN_PROGRESS");
          assert.equal((await stack())?.Outputs, undefined);
          assert.deepEqual(await subnets(), []);
          sandbox.passTime(150);
          const early = await events();
          await until("CREATE_COMPLETE");
          const all = await events();
          assert.ok(early.length < all.length);
          assert.deepEqual(all.slice(0, early.length), early);
          assert.equal(all[0], `${StackName} CREATE_IN_PROGRESS`);
          assert.equal(all.at(-1), `${StackName} CREATE_COMPLETE`);
          assert.equal(all.filter((event) => event.endsWith("CREATE_COMPLETE")).length, 15);
          assert.deepEqual((await stack())?.Outputs?.map(({ OutputKey }) => OutputKey), [
            "VPC",
            "PublicSubnets",
            "PrivateSubnet",
            "PclusterPolicy",
          ]);
          assert.deepEqual(await subnets(), [
            ["daylily-cs-us-west-twob Public Subnet", true],
            ["daylily-cs-us-west-twob Private Subnet", false],
          ]);
          const { StackResources } = await stacks.send(new DescribeStackResourcesCommand({ StackName }));
          assert.equal(StackResources?.length, 14);
        }),
    );

    await step(
      "while time is held a stack stays as it is",
      (sandbox) =>
        inWorld(sandbox, async ({ stacks, stack, status }) => {
          sandbox.holdTime();
          sandbox.settings.networkSeconds = 0.001;
          await stacks.send(new CreateStackCommand(creation));
          await new Promise((resolve) => setTimeout(resolve, 20));
          assert.equal(await status(), "CREATE_IN_PROGRESS");
          sandbox.passTime(0.001);
          assert.equal(await status(), "CREATE_COMPLETE");
          await stacks.send(new DeleteStackCommand({ StackName }));
          sandbox.passTime(59);
          assert.equal(await status(), "DELETE_IN_PROGRESS");
          sandbox.passTime(1);
          await assert.rejects(stack(), { message: /does not exist/ });
        }),
    );

    await step(
      "what takes no time ends also while time is held, and a fresh account has its time released",
      (sandbox) =>
        inWorld(sandbox, async ({ stacks, status }) => {
          sandbox.holdTime();
          sandbox.settings.networkSeconds = 0;
          await stacks.send(new CreateStackCommand(creation));
          assert.equal(await status(), "CREATE_COMPLETE");
          await sandbox.reset();
          sandbox.settings.networkSeconds = 0.001;
          await stacks.send(new CreateStackCommand(creation));
          await new Promise((resolve) => setTimeout(resolve, 5));
          assert.equal(await status(), "CREATE_COMPLETE");
        }),
    );

    await step(
      "half a network looks like half a network",
      (sandbox) =>
        inWorld(sandbox, async ({ stacks, subnets }) => {
          sandbox.settings.failNetwork = { resource: "PrivateSubnet", reason: "no room" };
          await stacks.send(new CreateStackCommand({ ...creation, DisableRollback: true }));
          sandbox.passTime(1_000);
          assert.deepEqual(await subnets(), [["daylily-cs-us-west-twob Public Subnet", true]]);
        }),
    );

    await step("route tables have names and subnets", (sandbox) =>
      inWorld(sandbox, async ({ stacks }) => {
        await stacks.send(new CreateStackCommand(creation));
        const tables = await sandbox.calls.query("ec2", "DescribeRouteTables");
        assert.match(tables, /<value>daylily-cs-us-west-twob Public Routes<\/value>/);
        assert.match(tables, /<value>daylily-cs-us-west-twob Private Routes<\/value>/);
        assert.equal(tables.split("<subnetId>").length - 1, 2);
      }));

    await step(
      "a name is taken once, and the client token of the first one gives its answer again",
      (sandbox) =>
        inWorld(sandbox, async ({ stacks }) => {
          const create = (ClientRequestToken: string) =>
            stacks.send(new CreateStackCommand({ ...creation, ClientRequestToken }));
          const [first, second] = await Promise.all([create("one"), create("one")]);
          assert.equal(first.StackId, second.StackId);
          await assert.rejects(create("two"), { name: "AlreadyExistsException" });
        }),
    );

    await step(
      "a failure names its resource, rolls back and leaves nothing; the name stays taken",
      (sandbox) =>
        inWorld(sandbox, async ({ stacks, stack, until, events, count }) => {
          sandbox.settings.failNetwork = { reason: "The maximum number of addresses has been reached." };
          await stacks.send(new CreateStackCommand(creation));
          await until("ROLLBACK_COMPLETE");
          assert.ok((await events()).includes("NatGateway CREATE_FAILED"));
          assert.ok(!(await events()).includes("NatGateway CREATE_COMPLETE"));
          assert.equal((await stack())?.Outputs, undefined);
          assert.equal(await count("DescribeVpcs", "vpcId"), 1);
          assert.equal(await count("DescribeAddresses", "publicIp"), 0);
          await assert.rejects(stacks.send(new CreateStackCommand(creation)), { name: "AlreadyExistsException" });
        }),
    );

    await step(
      "with rollback disabled a failed stack stays as it is",
      (sandbox) =>
        inWorld(sandbox, async ({ stacks, until, count }) => {
          sandbox.settings.failNetwork = { reason: "no" };
          await stacks.send(new CreateStackCommand({ ...creation, DisableRollback: true }));
          await until("CREATE_FAILED");
          assert.equal(await count("DescribeVpcs", "vpcId"), 2);
        }),
    );

    await step(
      "a policy that exists fails the stack at that policy",
      (sandbox) =>
        inWorld(sandbox, async ({ stacks, until, events }) => {
          await stacks.send(new CreateStackCommand(creation));
          await until("ROLLBACK_COMPLETE");
          assert.ok((await events()).includes("pclusterManageTags CREATE_FAILED"));
        }),
      { tagsPolicy: true },
    );

    await step(
      "deleting takes its time and leaves only what is retained",
      (sandbox) =>
        inWorld(sandbox, async ({ stacks, status, until, count }) => {
          await stacks.send(new CreateStackCommand(creation));
          await until("CREATE_COMPLETE");
          await stacks.send(new DeleteStackCommand({ StackName }));
          assert.equal(await status(), "DELETE_IN_PROGRESS");
          sandbox.passTime(60);
          await assert.rejects(status(), { name: "ValidationError", message: /does not exist/ });
          for (
            const [operation, element, left] of [
              ["DescribeVpcs", "vpcId", 1],
              ["DescribeAddresses", "publicIp", 0],
              ["DescribeInternetGateways", "internetGatewayId", 0],
              ["DescribeNetworkInterfaces", "networkInterfaceId", 0],
              ["DescribeNetworkAcls", "default", 1],
              ["DescribeSecurityGroups", "groupDescription", 1],
            ] as const
          ) assert.equal(await count(operation, element), left, operation);
          const policies = await sandbox.calls.query("iam", "ListPolicies", { Scope: "Local" });
          assert.match(policies, /pclusterTagsAndBudget/);
          const { StackSummaries } = await stacks.send(new ListStacksCommand({}));
          assert.deepEqual(StackSummaries?.map(({ StackStatus }) => StackStatus), ["DELETE_COMPLETE"]);
          await stacks.send(new CreateStackCommand(creation));
        }),
    );

    await step("a network in use cannot be deleted", (sandbox) =>
      inWorld(sandbox, async ({ stacks, until, stack }) => {
        await stacks.send(new CreateStackCommand(creation));
        await until("CREATE_COMPLETE");
        const SubnetId = (await stack())?.Outputs?.find(({ OutputKey }) => OutputKey === "PrivateSubnet")?.OutputValue;
        const ImageId = "ami-0da11ca000000003d";
        await sandbox.calls.query("ec2", "RunInstances", {
          SubnetId: SubnetId ?? "",
          ImageId,
          MinCount: "1",
          MaxCount: "1",
        });
        await stacks.send(new DeleteStackCommand({ StackName }));
        await until("DELETE_FAILED");
      }));

    await step("two creations of a cluster at once make one", async ({ calls }) => {
      await calls.send("s3", "PUT", "/parallelcluster-x", { region: "us-east-1" });
      await calls.send("s3", "PUT", "/parallelcluster-x/template", { region: "us-east-1", body: clusterTemplate });
      const TemplateURL = "https://parallelcluster-x.s3.us-west-2.amazonaws.com/template";
      const create = () => calls.query("cloudformation", "CreateStack", { StackName: "tc1", TemplateURL });
      const outcomes = await Promise.allSettled([create(), create()]);
      assert.deepEqual(outcomes.map(({ status }) => status), ["fulfilled", "rejected"]);
      assert.equal((await calls.query("ec2", "DescribeInstances")).split("<instanceId>").length - 1, 1);
    });

    await step(
      "an update that changes nothing is refused, another one takes its time",
      (sandbox) =>
        inWorld(sandbox, async ({ stacks, status, until }) => {
          await stacks.send(new CreateStackCommand(creation));
          await until("CREATE_COMPLETE");
          const same = stacks.send(new UpdateStackCommand(creation));
          await assert.rejects(same, { name: "ValidationError", message: "No updates are to be performed." });
          const TemplateBody = networkTemplate.replace("ec2:CreateTags", "ec2:DeleteTags");
          await stacks.send(new UpdateStackCommand({ ...creation, TemplateBody }));
          assert.equal(await status(), "UPDATE_IN_PROGRESS");
          await until("UPDATE_COMPLETE");
        }),
    );
  }),
);
