import assert from "node:assert/strict";
import { parse } from "yaml";
import { networkStack, networkStackSpec } from "../../lib/aws/network_stack.ts";
import { pclusterTagsAndBudget } from "../../lib/aws/pcluster_tags_and_budget.ts";
import { stackEvents } from "../../lib/aws/stack_events.ts";
import { stackFailures } from "../../lib/aws/stack_failures.ts";
import { assertContract, whenReady } from "./contract.ts";
import { account, inSandbox, operations } from "./in_sandbox.ts";

const spec = networkStackSpec({ account, az: "us-west-2b", createPolicy: true });

Deno.test(
  "network stack",
  inSandbox({}, async (step) => {
    await step("is absent, written, ready, and gone again; each verb can be repeated", async (aws) => {
      const out = await assertContract(aws, networkStack, spec);
      assert.equal(out.status, "CREATE_COMPLETE");
      assert.equal(out.policyArn, "arn:aws:iam::123456789012:policy/pclusterTagsAndBudget");
      assert.match(out.vpcId, /^vpc-/);
      assert.match(out.publicSubnetId, /^subnet-/);
      assert.match(out.privateSubnetId, /^subnet-/);
      assert.notEqual(out.publicSubnetId, out.privateSubnetId);
      assert.match(out.stackId, /^arn:aws:cloudformation:us-west-2:123456789012:stack\/pcluster-vpc-stack-2b\//);
      assert.equal(networkStack.key(spec), "us-west-2/pcluster-vpc-stack-2b");
    });

    await step("network 7: the request", async (aws, sandbox) => {
      await networkStack.write(aws, spec, { is: "absent" }, "token");
      assert.deepEqual(operations(sandbox), ["CreateStack"]);
      const { TemplateBody, Version: _version, Action: _action, ...sent } = sandbox.requests()[0].parameters;
      assert.match(String(TemplateBody), /pclusterManageTags/);
      const parameters = [
        ["EnvironmentName", "daylily-cs-us-west-twob"],
        ["VpcCIDR", "10.0.0.0/16"],
        ["PublicSubnetCIDR", "10.0.0.0/24"],
        ["PrivateSubnetCIDR", "10.0.1.0/24"],
        ["AvailabilityZone", "us-west-2b"],
        ["CreatePolicy", "true"],
      ].flatMap(([name, value], index) => [
        [`Parameters.member.${index + 1}.ParameterKey`, name],
        [`Parameters.member.${index + 1}.ParameterValue`, value],
      ]);
      assert.deepEqual(sent, {
        StackName: "pcluster-vpc-stack-2b",
        "Capabilities.member.1": "CAPABILITY_NAMED_IAM",
        ClientRequestToken: "token",
        ...Object.fromEntries(parameters),
      });
    });

    await step("network 8: a look at a complete one is one request, and it is left alone", async (aws, sandbox) => {
      await networkStack.write(aws, spec, { is: "absent" }, "token");
      await whenReady(aws, networkStack, spec);
      sandbox.clearRequests();
      assert.equal((await networkStack.find(aws, spec, "exists")).is, "ready");
      assert.deepEqual(operations(sandbox), ["DescribeStacks"]);
      await networkStack.write(aws, spec, { is: "absent" }, "another-token");
    });

    await step("network 16, 18: a second zone without the policy has no policy of its own", async (aws) => {
      await networkStack.write(aws, spec, { is: "absent" }, "token-1");
      await whenReady(aws, networkStack, spec);
      const second = networkStackSpec({ account, az: "us-west-2c", createPolicy: false });
      await networkStack.write(aws, second, { is: "absent" }, "token-2");
      const found = await whenReady(aws, networkStack, second);
      assert.deepEqual(found.spec, {
        account,
        region: "us-west-2",
        az: "us-west-2c",
        name: "pcluster-vpc-stack-2c",
        environmentName: "daylily-cs-us-west-twoc",
        vpcCidr: "10.0.0.0/16",
        publicCidr: "10.0.0.0/24",
        privateCidr: "10.0.1.0/24",
        createPolicy: false,
      });
      assert.equal(found.out.policyArn, null);
    });

    await step("network 9: an updated one is usable, and who made the policy never changes", async (aws) => {
      await networkStack.write(aws, { ...spec, environmentName: "old" }, { is: "absent" }, "token-1");
      const old = await whenReady(aws, networkStack, spec);
      await networkStack.write(aws, { ...spec, createPolicy: false }, old, "token-2");
      const found = await whenReady(aws, networkStack, spec);
      assert.equal(found.out.status, "UPDATE_COMPLETE");
      assert.deepEqual(found.spec, spec);
      assert.equal(found.out.policyArn, old.out.policyArn);
    });

    await step("events come newest last, and only those after a known one", async (aws) => {
      await networkStack.write(aws, spec, { is: "absent" }, "token");
      await whenReady(aws, networkStack, spec);
      const all = await stackEvents(aws, spec.name);
      assert.equal(all.at(-1)?.status, "CREATE_COMPLETE");
      assert.equal(all.at(-1)?.logicalId, spec.name);
      assert.deepEqual(await stackEvents(aws, spec.name, all[0].id), all.slice(1));
      assert.deepEqual(await stackEvents(aws, spec.name, all.at(-1)?.id), []);
      assert.deepEqual(await stackFailures(aws, spec.name), []);
    });
  }),
);

type Template = {
  Resources: Record<string, Record<string, unknown> & { Properties: Record<string, unknown> }>;
  Outputs: Record<string, unknown>;
};

/** CloudFormation's short forms, told apart by their tags only where a test needs to. */
const tags = ["Ref", "Sub", "GetAtt"].map((name) => ({
  tag: `!${name}`,
  resolve: (text: string) => ({ [name]: text }),
}));
const listTags = ["Equals", "If"].map((name) => ({ tag: `!${name}`, collection: "seq" as const }));

async function template(): Promise<Template> {
  const text = await Deno.readTextFile(new URL("../../templates/network_stack.yaml", import.meta.url));
  return parse(text, { customTags: [...tags, ...listTags] });
}

Deno.test("network 13: the template's parts and outputs", async () => {
  const { Resources, Outputs } = await template();
  const conditional = Object.entries(Resources).filter(([, { Condition }]) => Condition !== undefined);
  assert.deepEqual(Object.keys(Resources).sort(), [
    "DefaultPrivateRoute",
    "DefaultPublicRoute",
    "InternetGateway",
    "InternetGatewayAttachment",
    "NatGateway",
    "NatGatewayEIP",
    "PrivateRouteTable",
    "PrivateSubnet",
    "PrivateSubnetRouteTableAssociation",
    "PublicRouteTable",
    "PublicSubnet",
    "PublicSubnetRouteTableAssociation",
    "VPC",
    "pclusterManageTags",
  ]);
  assert.deepEqual(conditional.map(([id]) => id), ["pclusterManageTags"]);
  assert.deepEqual(Object.keys(Outputs).sort(), ["PclusterPolicy", "PrivateSubnet", "PublicSubnets", "VPC"]);
});

Deno.test("network 14: the template's dependencies and default routes", async () => {
  const { Resources } = await template();
  assert.equal(Resources.DefaultPublicRoute.DependsOn, "InternetGatewayAttachment");
  assert.equal(Resources.NatGatewayEIP.DependsOn, "InternetGatewayAttachment");
  assert.deepEqual(Resources.DefaultPrivateRoute.Properties.NatGatewayId, { Ref: "NatGateway" });
  assert.deepEqual(Resources.DefaultPublicRoute.Properties.GatewayId, { Ref: "InternetGateway" });
  assert.deepEqual(Resources.PublicSubnet.Properties.MapPublicIpOnLaunch, true);
  assert.deepEqual(Resources.PrivateSubnet.Properties.MapPublicIpOnLaunch, false);
});

Deno.test("network 15: the template's policy outlives the stack; its document is the specified one", async () => {
  const { pclusterManageTags } = (await template()).Resources;
  assert.equal(pclusterManageTags.DeletionPolicy, "Retain");
  const { document, name } = pclusterTagsAndBudget(account);
  assert.equal(pclusterManageTags.Properties.ManagedPolicyName, name);
  assert.deepEqual(pclusterManageTags.Properties.PolicyDocument, document);
  assert.deepEqual(document, {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Resource: "*",
        Action: ["ec2:DeleteTags", "ec2:DescribeTags", "ec2:CreateTags", "ec2:DescribeSpotPriceHistory"],
      },
      { Effect: "Allow", Action: ["budgets:ViewBudget"], Resource: "arn:aws:budgets::*:budget/*" },
    ],
  });
});
