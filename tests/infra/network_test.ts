import assert from "node:assert/strict";
import { networkStack, networkStackFrom, networkStackSpec } from "../../lib/aws/resources/network_stack.ts";
import type { AwsDeps } from "../../lib/aws/resource.ts";
import { neededText } from "../../lib/sandbox/emulator/calls.ts";
import { seedNetwork, seedPolicy } from "../../lib/sandbox/emulator/seed.ts";
import { whenReady } from "../aws/contract.ts";
import type { Sandbox } from "../support/sandbox.ts";
import { sandboxAws } from "../support/sandbox_aws.ts";
import { works } from "../support/works.ts";
import { holdBoth } from "./hold_both.ts";
import { account, assertShown, assertUnchanged, changes, type Desk, desks, mutations } from "./infra_here.ts";

const zone = "us-west-2b";
const ensure = ["infra", "ensure-network", "--region-az", zone];
const remove = ["infra", "remove-network", "--region-az", zone];
const stack = "pcluster-vpc-stack-2b";
const policy = "pclusterTagsAndBudget";
const policyArn = `arn:aws:iam::${account}:policy/${policy}`;
const spec = networkStackSpec({ account, az: zone, createPolicy: true });

/** Works on the account as a colleague does. */
async function onAws({ sandbox, clock }: Desk, work: (deps: AwsDeps) => Promise<void>): Promise<void> {
  const aws = sandboxAws(sandbox);
  try {
    await work({ aws, clock, signal: new AbortController().signal, random: Math.random });
  } finally {
    aws.close();
  }
}

const parametersOf = ({ sandbox }: Desk) => {
  const [sent] = mutations(sandbox);
  const named = Array.from({ length: 6 }, (_, index) => `Parameters.member.${index + 1}`);
  return Object.fromEntries(
    named.map((each) => [sent.parameters[`${each}.ParameterKey`], sent.parameters[`${each}.ParameterValue`]]),
  );
};

async function addSubnet({ calls }: Sandbox, kind: string): Promise<void> {
  const vpc = neededText(await calls.query("ec2", "CreateVpc", { CidrBlock: "10.0.0.0/16" }), "vpcId");
  await calls.query("ec2", "CreateSubnet", {
    VpcId: vpc,
    CidrBlock: "10.0.0.0/24",
    AvailabilityZone: zone,
    "TagSpecification.1.ResourceType": "subnet",
    "TagSpecification.1.Tag.1.Key": "Name",
    "TagSpecification.1.Tag.1.Value": `x ${kind} Subnet`,
  });
}

Deno.test(
  "infra ensure-network",
  desks({}, async (step) => {
    await step(
      "NW6, NW17: an empty zone gets one stack, and the account its policy; then nothing changes",
      async (desk) => {
        await assertShown(desk, ensure, { [stack]: "created" });
        const made = await desk.run(...ensure);
        assert.deepEqual([made.code, made.outcomes], [0, { [stack]: "created" }], made.err);
        assert.deepEqual(changes(desk.sandbox), ["CreateStack"]);
        assert.equal(parametersOf(desk).CreatePolicy, "true");
        const { VPC, PublicSubnets, PrivateSubnet, PclusterPolicy } = made.json.outputs ?? {};
        assert.deepEqual([made.json.stack, PclusterPolicy], [stack, policyArn]);
        assert.match([VPC, PublicSubnets, PrivateSubnet].join(" "), /^vpc-\w+ subnet-\w+ subnet-\w+$/);
        await assertUnchanged(desk, ...ensure);
        await assertUnchanged(desk, ...ensure, "--update");
      },
    );

    await step(
      "NW18: a second zone has its own stack, the same addresses and no policy of its own",
      async (desk) => {
        assert.equal((await desk.run(...ensure)).code, 0);
        const second = await desk.run(...ensure.with(3, "us-west-2c"));
        assert.deepEqual(second.outcomes, { "pcluster-vpc-stack-2c": "created", [policy]: "unchanged" });
        assert.deepEqual(parametersOf(desk), {
          EnvironmentName: "daylily-cs-us-west-twoc",
          VpcCIDR: "10.0.0.0/16",
          PublicSubnetCIDR: "10.0.0.0/24",
          PrivateSubnetCIDR: "10.0.1.0/24",
          AvailabilityZone: "us-west-2c",
          CreatePolicy: "false",
        });
        assert.equal(second.json.outputs?.PclusterPolicy, policyArn);
      },
    );

    await step(
      "NW17: half a network is exit 1 and no stack; subnets of other zones do not count",
      async (desk) => {
        await seedNetwork(desk.sandbox.calls, "us-west-2c");
        await addSubnet(desk.sandbox, "Public");
        for (const words of [ensure, [...ensure, "--dry-run"]]) {
          const { code, json } = await desk.run(...words);
          assert.deepEqual([code, json.error?.code, changes(desk.sandbox)], [1, "DAY-INFRA-003", []]);
          assert.equal(json.error?.message, "us-west-2b has a public subnet, but no private one");
          const [, look = ""] = /look at it with: (.*); then/.exec(json.error?.fix ?? "") ?? [];
          await works(desk.sandbox.environment, look);
        }
      },
    );

    await step(
      "a network that others made in another way is left as it is; a policy that lacks is made",
      async (desk) => {
        await seedNetwork(desk.sandbox.calls, zone);
        await assertShown(desk, ensure, { [stack]: "unchanged", [policy]: "created" });
        const { code, outcomes, json } = await desk.run(...ensure);
        assert.deepEqual([code, outcomes], [0, { [stack]: "unchanged", [policy]: "created" }]);
        assert.deepEqual([changes(desk.sandbox), json.outputs?.PclusterPolicy], [["CreatePolicy"], policyArn]);
        await assertUnchanged(desk, ...ensure);
      },
    );

    await step("NW16: a stack whose account has lost the policy gets it again", async (desk) => {
      assert.equal((await desk.run(...ensure)).code, 0);
      await desk.sandbox.calls.query("iam", "DeletePolicy", { PolicyArn: policyArn });
      const { code, outcomes } = await desk.run(...ensure);
      assert.deepEqual([code, outcomes], [0, { [stack]: "unchanged", [policy]: "created" }]);
    });

    await step("NW8, NW9, decision 3.22: what differs is told, and put right only with --update", async (desk) => {
      await onAws(desk, async (deps) => {
        await networkStack.write(deps, { ...spec, environmentName: "by-hand" }, { is: "absent" }, "token");
        desk.clock.advance(60_000);
        await whenReady(deps, networkStack, spec);
      });
      const told = "network of us-west-2b: name prefix: by-hand, wanted daylily-cs-us-west-twob";
      await assertUnchanged(desk, ...ensure);
      assert.deepEqual((await desk.run(...ensure)).json.differences, [told]);
      await assertShown(desk, [...ensure, "--update"], { [stack]: "updated", [policy]: "unchanged" });
      const updated = await desk.run(...ensure, "--update");
      assert.deepEqual(updated.outcomes, { [stack]: "updated", [policy]: "unchanged" }, updated.err);
      assert.deepEqual([updated.json.differences, changes(desk.sandbox)], [[told], ["UpdateStack"]]);
      assert.ok(updated.err.indexOf("by-hand") < updated.err.indexOf("being changed"), updated.err);
      await assertUnchanged(desk, ...ensure, "--update");
    });

    await step("an older template and an older policy are seen, and put right with --update", async (desk) => {
      await seedPolicy(desk.sandbox.calls, policy);
      const text = await Deno.readTextFile(new URL("../../templates/network_stack.yaml", import.meta.url));
      const older = text.replace("EnableDnsHostnames: true", "EnableDnsHostnames: false");
      await onAws(desk, async (deps) => {
        await networkStackFrom(older).write(deps, { ...spec, createPolicy: false }, { is: "absent" }, "token");
      });
      desk.clock.advance(60_000);
      const { json, outcomes } = await desk.run(...ensure, "--update");
      assert.deepEqual(json.differences, [
        "network of us-west-2b: template: other content",
        `policy ${policy}: document: other content`,
      ]);
      assert.deepEqual(outcomes, { [stack]: "updated", [policy]: "updated" });
      await assertUnchanged(desk, ...ensure, "--update");
    });

    await step("NW10: a failed stack is exit 2 with the way out, and nothing is written", async (desk) => {
      desk.sandbox.settings.failNetwork = { reason: "no more addresses" };
      const failed = await desk.run(...ensure);
      assert.deepEqual([failed.code, failed.json.error?.code], [2, "DAY-AWS-003"], failed.err);
      assert.match(
        failed.json.error?.message ?? "",
        /ROLLBACK_COMPLETE[^]*NatGateway \(AWS::EC2::NatGateway\): no more addresses/,
      );
      desk.sandbox.settings.failNetwork = null;
      for (const words of [ensure, [...ensure, "--update"]]) {
        const { code, json } = await desk.run(...words);
        assert.deepEqual([code, json.error?.code, changes(desk.sandbox)], [2, "DAY-AWS-003", []]);
        assert.match(json.error?.message ?? "", /pcluster-vpc-stack-2b.*delete it before creating/);
      }
      assert.equal((await desk.run(...remove)).code, 0);
      assert.equal((await desk.run(...ensure)).code, 0);
    });

    await step("access denied on any look is an error and writes nothing; on the write it is exit 2", async (desk) => {
      for (
        const action of ["iam:ListPolicies", "ec2:DescribeSubnets", "cloudformation:DescribeStacks", "iam:GetPolicy"]
      ) {
        desk.sandbox.settings.denied = [action];
        const { code, json } = await desk.run(...ensure);
        assert.deepEqual([code, json.error?.code, changes(desk.sandbox)], [2, "DAY-AWS-002", []], action);
      }
      desk.sandbox.settings.denied = ["cloudformation:CreateStack"];
      const { code, json } = await desk.run(...ensure);
      assert.deepEqual([code, json.error?.code, json.objects], [2, "DAY-AWS-002", []]);
    });

    await step("a zone that is none, or not in the region, is exit 1 before anything is asked of AWS", async (desk) => {
      for (const wrong of ["us-west-2", "us-west-2-lax-1a", "us-gov-west-1a", "x"]) {
        const { code, json } = await desk.run(...ensure.with(3, wrong));
        assert.deepEqual([code, json.error?.code], [1, "DAY-CFG-003"], wrong);
      }
      const { code, json } = await desk.run(...ensure, "--region", "us-east-1");
      assert.deepEqual([code, json.error?.code, desk.sandbox.requests()], [1, "DAY-USE-001", []]);
    });

    await step("two at once make one stack: one says created, the other finds it", async (desk) => {
      holdBoth(desk.sandbox, stack);
      const both = await Promise.all([
        desk.dayctl(...ensure, "--output=json"),
        desk.dayctl(...ensure, "--output=json"),
      ]);
      const outcomes = both.map(({ out }) => JSON.parse(out).objects[0].outcome);
      assert.deepEqual([both.map(({ code }) => code), outcomes.sort()], [[0, 0], ["created", "unchanged"]]);
    });
  }),
);

Deno.test(
  "infra remove-network",
  desks({}, async (step) => {
    await step("decision 3.37: the stack goes, its policy stays; removing it again is success", async (desk) => {
      assert.equal((await desk.run(...ensure)).code, 0);
      const shown = await desk.run(...remove, "--dry-run");
      assert.deepEqual([shown.code, shown.outcomes, changes(desk.sandbox)], [0, { [stack]: "removed" }, []]);
      const removed = await desk.run(...remove);
      assert.deepEqual([removed.code, removed.outcomes], [0, { [stack]: "removed" }], removed.err);
      assert.deepEqual(changes(desk.sandbox), ["DeleteStack"]);
      const again = await desk.run(...remove);
      assert.deepEqual([again.code, again.outcomes, changes(desk.sandbox)], [0, { [stack]: "unchanged" }, []]);
      const made = await desk.run(...ensure);
      assert.deepEqual(made.outcomes, { [stack]: "created", [policy]: "unchanged" });
    });

    await step("decision 3.64: one that is in use is exit 6, and stays; what uses it is named", async (desk) => {
      const { json } = await desk.run(...ensure);
      const SubnetId = String(json.outputs?.PrivateSubnet);
      const { calls } = desk.sandbox;
      const run = await calls.query("ec2", "RunInstances", {
        ImageId: "ami-12c6146b",
        MinCount: "1",
        MaxCount: "1",
        SubnetId,
      });
      const instance = neededText(run, "instanceId");
      const used = await desk.run(...remove);
      assert.deepEqual([used.code, used.json.error?.code, changes(desk.sandbox)], [6, "DAY-INFRA-002", []], used.err);
      assert.match(used.json.error?.message ?? "", new RegExp(`in use by instance ${instance}`));
      await calls.query("ec2", "TerminateInstances", { "InstanceId.1": instance });

      const made = await calls.query("ec2", "CreateNetworkInterface", { SubnetId, Description: "file system" });
      const other = await desk.run(...remove, "--dry-run");
      assert.deepEqual([other.code, other.json.error?.code], [6, "DAY-INFRA-002"]);
      assert.match(other.json.error?.message ?? "", /in use by network interface eni-\w+ \(file system\)/);
      await calls.query("ec2", "DeleteNetworkInterface", {
        NetworkInterfaceId: neededText(made, "networkInterfaceId"),
      });
      assert.equal((await desk.run(...remove)).code, 0);
    });

    await step(
      "a stack whose deletion failed is told as such, blocks the zone, and can be removed again",
      async (desk) => {
        const { json: { outputs } } = await desk.run(...ensure);
        const { calls, faults } = desk.sandbox;
        let instance = "";
        faults.add({
          operation: "DescribeInstances",
          kind: "latency",
          milliseconds: 0,
          // Somebody starts a machine when it has been seen that there is none.
          onHit: async () => {
            const machine = { ImageId: "ami-12c6146b", MinCount: "1", MaxCount: "1" };
            const run = await calls.query("ec2", "RunInstances", {
              ...machine,
              SubnetId: String(outputs?.PrivateSubnet),
            });
            instance = neededText(run, "instanceId");
          },
        });
        const failed = await desk.run(...remove);
        assert.deepEqual([failed.code, failed.json.error?.code], [2, "DAY-DEL-001"], failed.out);
        assert.match(
          failed.json.error?.message ?? "",
          /DELETE_FAILED[^]*PrivateSubnet \(AWS::EC2::Subnet\): .*has dependencies/,
        );

        const blocked = await desk.run(...ensure);
        assert.deepEqual([blocked.code, blocked.json.error?.code, changes(desk.sandbox)], [2, "DAY-AWS-003", []]);
        assert.match(blocked.json.error?.message ?? "", /DELETE_FAILED/);
        assert.equal((await desk.run(...remove)).json.error?.code, "DAY-INFRA-002");
        await calls.query("ec2", "TerminateInstances", { "InstanceId.1": instance });
        assert.equal((await desk.run(...remove)).code, 0);
      },
    );

    await step("one that is being made is left to whoever makes it", async (desk) => {
      await onAws(desk, (deps) => networkStack.write(deps, spec, { is: "absent" }, "token").then(() => {}));
      const { code, json } = await desk.run(...remove);
      assert.deepEqual([code, json.error?.code, changes(desk.sandbox)], [6, "DAY-INFRA-002", []]);
      assert.match(
        json.error?.message ?? "",
        /in use by an operation on its CloudFormation stack \S+ \(CREATE_IN_PROGRESS\)/,
      );
    });

    await step("a denied deletion is exit 2, and so is a look", async (desk) => {
      await desk.run(...ensure);
      for (const action of ["ec2:DescribeInstances", "ec2:DescribeNetworkInterfaces", "cloudformation:DeleteStack"]) {
        desk.sandbox.settings.denied = [action];
        const { code, json } = await desk.run(...remove);
        assert.deepEqual([code, json.error?.code], [2, "DAY-AWS-002"], action);
      }
    });
  }),
);
