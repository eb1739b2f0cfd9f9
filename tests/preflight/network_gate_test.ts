import assert from "node:assert/strict";
import type { ClusterShape } from "../../lib/cluster_file/cluster_shape.ts";
import { networkGate } from "../../lib/preflight/network_gate.ts";
import { neededText } from "../../lib/sandbox/emulator/calls.ts";
import { fixtureF, type Sandbox, sharedSandbox } from "../support/sandbox.ts";
import { ownTemplate } from "../support/own_template.ts";
import { type Changes, judgeIn, operations } from "./world.ts";

const policyArn = "arn:aws:iam::123456789012:policy/pclusterTagsAndBudget";
const noNetwork = { ...fixtureF, network: undefined };

const shape: ClusterShape = {
  headNode: "r7i.2xlarge",
  loginNodes: [],
  fileSystems: [],
  queues: [
    {
      name: "i8",
      onSpot: true,
      subnets: [],
      nodes: [{ name: "r", least: 0, most: 1, types: ["c7i.2xlarge", "c6i.2xlarge"] }],
    },
    {
      name: "i128",
      onSpot: true,
      subnets: [],
      nodes: [{ name: "r", least: 0, most: 1, types: ["c6i.32xlarge", "c7i.2xlarge"] }],
    },
  ],
  batch: [],
};

function judge(sandbox: Sandbox, changes: Changes = {}, policyArns = [policyArn]) {
  return judgeIn(sandbox, changes, (deps, request) => networkGate(deps, request, { policyArns, shape }));
}

async function createVpc({ calls }: Sandbox): Promise<string> {
  return neededText(await calls.query("ec2", "CreateVpc", { CidrBlock: "10.0.0.0/16" }), "vpcId");
}

async function createSubnet({ calls }: Sandbox, VpcId: string, net: number, name: string, zone = "us-west-2b") {
  const answer = await calls.query("ec2", "CreateSubnet", {
    VpcId,
    AvailabilityZone: zone,
    CidrBlock: `10.0.${net}.0/24`,
    "TagSpecification.1.ResourceType": "subnet",
    "TagSpecification.1.Tag.1.Key": "Name",
    "TagSpecification.1.Tag.1.Value": name,
  });
  return neededText(answer, "subnetId");
}

Deno.test(
  "network gate",
  sharedSandbox({ seed: fixtureF }, async (step) => {
    await step("both subnets and the policy pass, in one round of three requests", async (sandbox) => {
      const { gate, ...seen } = await judge(sandbox);
      assert.equal(gate.checks[0].status, "PASS");
      assert.equal(gate.found?.is, "present");
      assert.deepEqual(operations(seen).sort(), [
        "cloudformation:DescribeStacks",
        "ec2:DescribeInstanceTypeOfferings",
        "ec2:DescribeSubnets",
      ]);
      const stacks = seen.requests.find(({ service }) => service === "cloudformation");
      assert.equal(stacks?.parameters.StackName, "pcluster-vpc-stack-2b");
    });

    await step("candidates carry their full name and their VPC", async (sandbox) => {
      const vpc = await createVpc(sandbox);
      const open = await createSubnet(sandbox, vpc, 0, "my lab Public Subnet one");
      const closed = await createSubnet(sandbox, vpc, 1, "my lab Private Subnet");
      const { gate } = await judge(sandbox);
      assert.deepEqual(gate.found, {
        is: "present",
        public: [{ value: open, label: `my lab Public Subnet one (${open})`, vpc }],
        private: [{ value: closed, label: `my lab Private Subnet (${closed})`, vpc }],
      });
    }, noNetwork);

    await step("T71 only a public subnet fails", async (sandbox) => {
      const id = await createSubnet(sandbox, await createVpc(sandbox), 0, "lab Public Subnet");
      const { gate, requests } = await judge(sandbox);
      assert.equal(gate.checks[0].status, "FAIL");
      assert.deepEqual(gate.checks[0].details.public, [id]);
      assert.match(String(gate.checks[0].details.note), /no private one/);
      assert.deepEqual(requests.filter(({ mutating }) => mutating), []);
    }, noNetwork);

    await step("only a private subnet fails", async (sandbox) => {
      await createSubnet(sandbox, await createVpc(sandbox), 0, "lab Private Subnet");
      const { gate } = await judge(sandbox);
      assert.equal(gate.checks[0].status, "FAIL");
      assert.match(String(gate.checks[0].details.note), /no public one/);
    }, noNetwork);

    await step("T72 no subnets at all pass: the stack will be made, policy or not", async (sandbox) => {
      const { gate } = await judge(sandbox, {}, []);
      assert.equal(gate.checks[0].status, "PASS");
      assert.equal(gate.checks[0].details.action, "create_stack");
      assert.deepEqual(gate.found, { is: "absent" });
    }, noNetwork);

    await step(
      "decision 5a: a broken template below the current folder fails before anything is made",
      async (sandbox) => {
        const file = await ownTemplate(sandbox.folder, "Resources: {}\n");
        try {
          const { gate, requests } = await judge(sandbox, {}, []);
          assert.deepEqual([gate.checks[0].status, gate.found], ["FAIL", undefined]);
          assert.match(
            String(gate.checks[0].details.note),
            /pcluster_env\.yml is not a CloudFormation template of a network: it lacks/,
          );
          assert.deepEqual(requests.filter(({ mutating }) => mutating), []);
        } finally {
          await Deno.remove(file);
        }
      },
      noNetwork,
    );

    await step("a stack that is being made is waited for later, whatever stands of it", async (sandbox) => {
      sandbox.settings.networkSeconds = 3600;
      await sandbox.calls.query("cloudformation", "CreateStack", {
        StackName: "pcluster-vpc-stack-2b",
        TemplateBody: JSON.stringify({ Resources: { Topic: { Type: "AWS::SNS::Topic" } } }),
      });
      await createSubnet(sandbox, await createVpc(sandbox), 0, "lab Public Subnet");
      const { gate } = await judge(sandbox, {}, []);
      const why = "stack pcluster-vpc-stack-2b is CREATE_IN_PROGRESS";
      assert.equal(gate.checks[0].status, "PASS");
      assert.deepEqual(gate.found, { is: "unfinished", why });
    }, noNetwork);

    await step("T74 a subnet of another zone is no candidate, whatever its name says", async (sandbox) => {
      const vpc = await createVpc(sandbox);
      await createSubnet(sandbox, vpc, 0, "us-west-2b Public Subnet", "us-west-2c");
      await createSubnet(sandbox, vpc, 1, "us-west-2b Private Subnet", "us-west-2c");
      const { gate } = await judge(sandbox);
      assert.deepEqual(gate.found, { is: "absent" });
    }, noNetwork);

    await step("names are compared with their case", async (sandbox) => {
      await createSubnet(sandbox, await createVpc(sandbox), 0, "lab public subnet");
      assert.deepEqual((await judge(sandbox)).gate.found, { is: "absent" });
    }, noNetwork);

    await step("subnets without the policy fail", async (sandbox) => {
      const { gate } = await judge(sandbox, {}, []);
      assert.equal(gate.checks[0].status, "FAIL");
      assert.match(String(gate.checks[0].details.note), /pclusterTagsAndBudget/);
    });

    await step("decision 3.25: a private subnet in another VPC is none", async (sandbox) => {
      await createSubnet(sandbox, await createVpc(sandbox), 0, "one Public Subnet");
      await createSubnet(sandbox, await createVpc(sandbox), 1, "two Private Subnet");
      const { gate } = await judge(sandbox);
      assert.equal(gate.checks[0].status, "FAIL");
      assert.match(String(gate.checks[0].details.note), /VPC of the public one/);
    }, noNetwork);

    await step("decision 3.25: private ones follow the VPC of the configured public one", async (sandbox) => {
      const [one, two] = [await createVpc(sandbox), await createVpc(sandbox)];
      const chosen = await createSubnet(sandbox, one, 0, "one Public Subnet");
      await createSubnet(sandbox, two, 0, "two Public Subnet");
      const inOne = await createSubnet(sandbox, one, 1, "one Private Subnet");
      const inTwo = await createSubnet(sandbox, two, 1, "two Private Subnet");
      const privates = async (changes: Changes) => {
        const { found } = (await judge(sandbox, changes)).gate;
        return found?.is === "present" ? found.private.map(({ value }) => value).sort() : undefined;
      };
      assert.deepEqual(await privates({ configured: { public_subnet_id: chosen } }), [inOne]);
      assert.deepEqual(await privates({}), [inOne, inTwo].sort());
    }, noNetwork);

    await step("decision 3.40: a flag that names no candidate fails", async (sandbox) => {
      for (const key of ["public_subnet_id", "private_subnet_id", "iam_policy_arn"]) {
        const { gate } = await judge(sandbox, { flags: { [key]: "nope" } });
        assert.equal(gate.checks[0].status, "FAIL", key);
        assert.match(String(gate.checks[0].details.note), new RegExp(`${key}=nope`));
      }
      const { gate } = await judge(sandbox, { flags: { iam_policy_arn: policyArn } });
      assert.equal(gate.checks[0].status, "PASS");
    });

    await step(
      "decision 3.56: what the zone does not offer is a warning that names queue and type",
      async (sandbox) => {
        sandbox.settings.notOffered = { "us-west-2b": ["c7i.2xlarge", "r7i.2xlarge"], "us-west-2a": ["c6i.2xlarge"] };
        const { gate } = await judge(sandbox);
        const [network, offerings] = gate.checks;
        assert.deepEqual([network.status, offerings.id, offerings.status], ["PASS", "network.offerings", "WARN"]);
        assert.equal(
          offerings.details.note,
          "us-west-2b does not offer all instance types: the head node needs r7i.2xlarge; queue i8 needs c7i.2xlarge; " +
            "queue i128 needs c7i.2xlarge",
        );
        assert.deepEqual(offerings.details.not_offered, [
          { user: "the head node", type: "r7i.2xlarge" },
          { user: "queue i8", type: "c7i.2xlarge" },
          { user: "queue i128", type: "c7i.2xlarge" },
        ]);
        assert.equal(gate.found?.is, "present");
      },
    );

    await step("a zone with subnets exists, also when it offers none of the types", async (sandbox) => {
      sandbox.settings.notOffered = { "us-west-2b": ["c7i.2xlarge", "r7i.2xlarge", "c6i.2xlarge", "c6i.32xlarge"] };
      const { gate, ...seen } = await judge(sandbox);
      assert.deepEqual(gate.checks.map(({ status }) => status), ["PASS", "WARN"]);
      assert.equal(seen.requests.length, 3);
    });

    await step("offerings that may not be read are a warning that names the permission", async (sandbox) => {
      sandbox.settings.denied.push("ec2:DescribeInstanceTypeOfferings");
      const { gate } = await judge(sandbox);
      assert.deepEqual(gate.checks.map(({ status }) => status), ["PASS", "WARN"]);
      assert.match(gate.checks[1].remediation, /ec2:DescribeInstanceTypeOfferings/);
    });

    for (
      const [zone, region] of [["us-west-2z", "us-west-2"], ["us-west-2e", "us-west-2"], ["eu-west-1d", "eu-west-1"]]
    ) {
      await step(`a zone that there is not is refused, and the others are named: ${zone}`, async (sandbox) => {
        const { gate, ...seen } = await judge(sandbox, { request: { regionAz: zone, region } });
        const [network, offerings] = gate.checks;
        assert.deepEqual([network.status, offerings.status, gate.found], ["FAIL", "WARN", undefined]);
        assert.equal(
          network.details.note,
          `the availability zone ${zone} does not exist in ${region} for this account`,
        );
        assert.match(network.remediation, new RegExp(`--region-az: ${region}a, ${region}b, ${region}c`));
        assert.equal(seen.requests.length, 4);
      });
    }

    await step("a zone that there is and that offers nothing is a warning", async (sandbox) => {
      sandbox.settings.notOffered = { "us-west-2c": ["c7i.2xlarge", "r7i.2xlarge", "c6i.2xlarge", "c6i.32xlarge"] };
      const { gate } = await judge(sandbox, { request: { regionAz: "us-west-2c" } });
      assert.deepEqual(gate.checks.map(({ status }) => status), ["PASS", "WARN"]);
      assert.deepEqual(gate.found, { is: "absent" });
    });

    await step("SSH from anywhere is worth a line, not a warning", async (sandbox) => {
      const { gate, events } = await judge(sandbox, { request: { sshCidr: "0.0.0.0/0" } });
      assert.equal(gate.checks[0].status, "PASS");
      assert.deepEqual(events.filter(({ code }) => code === "preflight.ssh_open").map(({ level }) => level), ["info"]);
      const narrow = await judge(sandbox);
      assert.ok(!narrow.events.some(({ code }) => code === "preflight.ssh_open"));
    });
  }),
);
