import assert from "node:assert/strict";
import { adviceOf, command } from "../../lib/host/errors/advice.ts";
import { parse } from "yaml";
import { isAlreadyThere, isDenied } from "../../lib/aws/aws_error.ts";
import { networkStack, networkStackSpec } from "../../lib/aws/resources/network_stack.ts";
import { pclusterTagsAndBudget } from "../../lib/aws/resources/pcluster_tags_and_budget.ts";
import { type StackEvent, stackEvents } from "../../lib/aws/questions/stack_events.ts";
import { stackFailures } from "../../lib/aws/questions/stack_failures.ts";
import { assertContract, settled, whenReady } from "./contract.ts";
import { account, inSandbox, operations } from "./in_sandbox.ts";
import { works } from "../support/works.ts";
import { onServer } from "./on_server.ts";

const spec = networkStackSpec({ account, az: "us-west-2b", createPolicy: true });

Deno.test(
  "network stack",
  inSandbox({ settings: { networkSeconds: 0.5, secondsOfDeletion: 0.3 } }, async (step) => {
    await step("is absent, written, ready, and gone again; each verb can be repeated", async (deps) => {
      const out = await assertContract(deps, networkStack, spec);
      assert.equal(out.status, "CREATE_COMPLETE");
      assert.equal(out.policyArn, "arn:aws:iam::123456789012:policy/pclusterTagsAndBudget");
      assert.match(out.vpcId, /^vpc-/);
      assert.match(out.publicSubnetId, /^subnet-/);
      assert.match(out.privateSubnetId, /^subnet-/);
      assert.notEqual(out.publicSubnetId, out.privateSubnetId);
      assert.match(out.stackId, /^arn:aws:cloudformation:us-west-2:123456789012:stack\/pcluster-vpc-stack-2b\//);
      assert.equal(networkStack.key(spec), "123456789012/us-west-2/pcluster-vpc-stack-2b");
    });

    await step("NW7: the request", async (deps, sandbox) => {
      await networkStack.write(deps, spec, { is: "absent" }, "token");
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

    await step("NW8: a look at a complete one is one request, and it is left alone", async (deps, sandbox) => {
      await networkStack.write(deps, spec, { is: "absent" }, "token");
      await whenReady(deps, networkStack, spec);
      sandbox.clearRequests();
      assert.equal((await networkStack.find(deps, spec, "exists")).is, "ready");
      assert.deepEqual(operations(sandbox), ["DescribeStacks"]);
      await assert.rejects(networkStack.write(deps, spec, { is: "absent" }, "another-token"), isAlreadyThere);
    });

    await step("decision 3.48: its first event tells whose request made it", async (deps) => {
      await networkStack.write(deps, spec, { is: "absent" }, "token");
      const found = await whenReady(deps, networkStack, spec);
      assert.equal(await networkStack.wrote?.(deps, spec, found, "token"), true);
      assert.equal(await networkStack.wrote?.(deps, spec, found, "another-token"), false);
    });

    await step("NW16, NW18: a second zone without the policy has no policy of its own", async (deps) => {
      await networkStack.write(deps, spec, { is: "absent" }, "token-1");
      await whenReady(deps, networkStack, spec);
      const second = networkStackSpec({ account, az: "us-west-2c", createPolicy: false });
      await networkStack.write(deps, second, { is: "absent" }, "token-2");
      const found = await whenReady(deps, networkStack, second);
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

    await step("NW9: an updated one is usable, and who made the policy never changes", async (deps) => {
      await networkStack.write(deps, { ...spec, environmentName: "old" }, { is: "absent" }, "token-1");
      const old = await whenReady(deps, networkStack, spec);
      await networkStack.write(deps, { ...spec, createPolicy: false }, old, "token-2");
      const found = await whenReady(deps, networkStack, spec);
      assert.equal(found.out.status, "UPDATE_COMPLETE");
      assert.deepEqual(found.spec, spec);
      assert.equal(found.out.policyArn, old.out.policyArn);
    });

    await step("one that is being made is moving, and says what it is doing", async (deps, sandbox) => {
      sandbox.holdTime();
      await networkStack.write(deps, spec, { is: "absent" }, "token");
      const found = await networkStack.find(deps, spec, "exists");
      assert.deepEqual(found, { is: "moving", why: "stack pcluster-vpc-stack-2b in us-west-2 is CREATE_IN_PROGRESS" });
      sandbox.passTime(1);
      await whenReady(deps, networkStack, spec);
      await networkStack.remove(deps, spec);
      const going = await networkStack.find(deps, spec, "exists");
      assert.deepEqual(going, { is: "moving", why: "stack pcluster-vpc-stack-2b in us-west-2 is DELETE_IN_PROGRESS" });
    });

    await step("NW10, NW11: one that failed is stuck, with the causes and the way out", async (deps, sandbox) => {
      sandbox.settings.failNetwork = { resource: "NatGateway", reason: "no more addresses" };
      await networkStack.write(deps, spec, { is: "absent" }, "token");
      const found = await settled(deps, networkStack, spec, "full", ({ is }) => is !== "moving");
      assert.deepEqual(found, {
        is: "stuck",
        why: "stack pcluster-vpc-stack-2b in us-west-2 is ROLLBACK_COMPLETE; " +
          "delete it before creating a network",
        fix: command(
          "aws cloudformation delete-stack --stack-name pcluster-vpc-stack-2b --region us-west-2 --profile sandbox",
        ),
      });
      const [first, ...others] = await stackFailures(deps.aws, spec.name);
      assert.deepEqual([first.logicalId, first.type, first.status, first.reason], [
        "NatGateway",
        "AWS::EC2::NatGateway",
        "CREATE_FAILED",
        "no more addresses",
      ]);
      for (const { status } of others) assert.match(status, /_FAILED$/);
      await works(sandbox.environment, found.is === "stuck" ? adviceOf(found.fix).text : "");
      await settled(deps, networkStack, spec, "full", ({ is }) => is === "absent");
    });

    await step("a look that is denied is an error, not an absent stack", async (deps, sandbox) => {
      sandbox.settings.denied.push("cloudformation:DescribeStacks");
      await assert.rejects(networkStack.find(deps, spec, "exists"), isDenied);
    });

    await step("a lost answer makes no second stack", async (deps, sandbox) => {
      sandbox.faults.add({ operation: "CreateStack", kind: "lost" });
      await networkStack.write(deps, spec, { is: "absent" }, "token");
      await whenReady(deps, networkStack, spec);
      assert.deepEqual(operations(sandbox).slice(0, 2), ["CreateStack", "CreateStack"]);
    });

    await step("events come newest last, and only those after a known one", async (deps) => {
      await networkStack.write(deps, spec, { is: "absent" }, "token");
      await whenReady(deps, networkStack, spec);
      const all = await stackEvents(deps.aws, spec.name);
      assert.equal(all.at(-1)?.status, "CREATE_COMPLETE");
      assert.equal(all.at(-1)?.logicalId, spec.name);
      assert.deepEqual(await stackEvents(deps.aws, spec.name, all[0].id), all.slice(1));
      assert.deepEqual(await stackEvents(deps.aws, spec.name, all.at(-1)?.id), []);
      assert.deepEqual(await stackFailures(deps.aws, spec.name), []);
    });
  }),
);

const eventPage = (ids: readonly string[], next: string) =>
  `<DescribeStackEventsResponse><DescribeStackEventsResult><StackEvents>` +
  ids.map((id) =>
    `<member><EventId>${id}</EventId><Timestamp>2026-03-01T12:00:00Z</Timestamp>` +
    `<ResourceStatus>${id.startsWith("bad") ? "CREATE_FAILED" : "CREATE_COMPLETE"}</ResourceStatus></member>`
  ).join("") +
  `</StackEvents><NextToken>${next}</NextToken></DescribeStackEventsResult></DescribeStackEventsResponse>`;

Deno.test("NW11: events of every page, but no page that is known already", async () => {
  const react = (_: string, body: string) => ({
    body: body.includes("NextToken=two") ? eventPage(["bad-2", "one"], "") : eventPage(["bad-4", "three"], "two"),
  });
  const ids = (events: readonly StackEvent[]) => events.map(({ id }) => id);
  await onServer(react, async (deps, requests) => {
    assert.deepEqual(ids(await stackEvents(deps.aws, spec.name)), ["one", "bad-2", "three", "bad-4"]);
    assert.deepEqual(ids(await stackFailures(deps.aws, spec.name)), ["bad-2", "bad-4"]);
    assert.equal(requests.length, 4);
    assert.deepEqual(ids(await stackEvents(deps.aws, spec.name, "three")), ["bad-4"]);
    assert.equal(requests.length, 5);
  });
});

const described = (status: string) =>
  `<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>pcluster-vpc-stack-2b</StackName>` +
  `<CreationTime>2026-03-01T12:00:00Z</CreationTime><StackStatus>${status}</StackStatus></member></Stacks>` +
  `</DescribeStacksResult></DescribeStacksResponse>`;

Deno.test("network, section 7: what each status means", async () => {
  const verdicts = {
    ready: ["CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"],
    moving: [
      "CREATE_IN_PROGRESS",
      "ROLLBACK_IN_PROGRESS",
      "UPDATE_IN_PROGRESS",
      "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
      "UPDATE_ROLLBACK_IN_PROGRESS",
      "DELETE_IN_PROGRESS",
    ],
    stuck: [
      "ROLLBACK_COMPLETE",
      "CREATE_FAILED",
      "DELETE_FAILED",
      "ROLLBACK_FAILED",
      "UPDATE_FAILED",
      "UPDATE_ROLLBACK_FAILED",
      "REVIEW_IN_PROGRESS",
    ],
    absent: ["DELETE_COMPLETE"],
  };
  for (const [verdict, statuses] of Object.entries(verdicts)) {
    for (const status of statuses) {
      await onServer(() => ({ body: described(status) }), async (deps) => {
        const found = await networkStack.find(deps, spec, "exists");
        assert.equal(found.is, verdict, status);
        if (found.is === "stuck") {
          assert.match(`${found.why} ${adviceOf(found.fix).text}`, /pcluster-vpc-stack-2b.*us-west-2/);
        }
      });
    }
  }
});

Deno.test("a request that CloudFormation does not understand is an error, not an absent stack", async () => {
  const error = "<Type>Sender</Type><Code>ValidationError</Code><Message>1 validation error detected</Message>";
  await onServer(
    () => ({ status: 400, body: `<ErrorResponse><Error>${error}</Error></ErrorResponse>` }),
    async (deps) => {
      await assert.rejects(networkStack.find(deps, spec, "exists"), { name: "ValidationError" });
    },
  );
});

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

Deno.test("NW13: the template's parts and outputs", async () => {
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

Deno.test("NW14: the template's dependencies and default routes", async () => {
  const { Resources } = await template();
  assert.equal(Resources.DefaultPublicRoute.DependsOn, "InternetGatewayAttachment");
  assert.equal(Resources.NatGatewayEIP.DependsOn, "InternetGatewayAttachment");
  assert.deepEqual(Resources.DefaultPrivateRoute.Properties.NatGatewayId, { Ref: "NatGateway" });
  assert.deepEqual(Resources.DefaultPublicRoute.Properties.GatewayId, { Ref: "InternetGateway" });
  assert.deepEqual(Resources.PublicSubnet.Properties.MapPublicIpOnLaunch, true);
  assert.deepEqual(Resources.PrivateSubnet.Properties.MapPublicIpOnLaunch, false);
});

Deno.test("NW15: the template's policy outlives the stack; its document is the specified one", async () => {
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
