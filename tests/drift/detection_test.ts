import assert from "node:assert/strict";
import { isUnsupported } from "../../lib/aws/aws_error.ts";
import { deletions, type DeletionWorld } from "../delete/deletion_world.ts";
import { sandboxAws } from "../support/sandbox_aws.ts";
import { giveAddresses } from "./network_changes.ts";

type Thing = { readonly resource: string; readonly id: string; readonly field: string; readonly why: string };

type Checked = {
  readonly code: number;
  readonly drifted: boolean | null;
  readonly items: readonly Thing[];
  readonly unchecked: readonly Thing[];
  readonly notes: readonly string[];
};

async function check({ run }: DeletionWorld): Promise<Checked> {
  const { code, out } = await run("drift check --cluster demo --region us-west-2 --output json");
  return { code, ...JSON.parse(out) };
}

Deno.test(
  "decision 3.57b: the parts of a stack by CloudFormation's own detection where the service has it, and by existence where not",
  deletions(async (step) => {
    await step(
      "where CloudFormation has no drift detection, a note says so and the parts are looked for",
      async (world) => {
        const { sandbox } = world;
        const aws = sandboxAws(sandbox);
        sandbox.settings.driftSeconds = null;
        await giveAddresses(aws, false);
        sandbox.clearRequests();
        const whole = await check(world);
        assert.deepEqual(
          [whole.code, whole.items, whole.unchecked, whole.notes.length],
          [0, [], [], 1],
          whole.notes[0],
        );
        assert.match(whole.notes[0], /were only checked for existence and routing.*not offered here/);
        const asked = sandbox.requests().filter(({ operation }) => operation === "DetectStackDrift");
        assert.equal(asked.length, 1, "nobody asks again for what is not offered");

        const { DescribeNatGatewaysCommand, DeleteNatGatewayCommand } = await import("@aws-sdk/client-ec2");
        const { NatGateways = [] } = await (await aws.ec2()).send(new DescribeNatGatewaysCommand({}));
        for (const { NatGatewayId } of NatGateways) {
          await (await aws.ec2()).send(new DeleteNatGatewayCommand({ NatGatewayId }));
        }
        const gone = await check(world);
        assert.deepEqual([gone.code, gone.items.map(({ resource, field }) => `${resource} ${field}`)], [3, [
          "AWS::EC2::NatGateway exists",
        ]]);
        sandbox.settings.driftSeconds = 0;
        aws.close();
      },
    );

    await step("detection takes its time, and one that never ends leaves the properties unchecked", async (world) => {
      const { sandbox } = world;
      const aws = sandboxAws(sandbox);
      await giveAddresses(aws, false);
      sandbox.settings.driftSeconds = 3_600;
      const polls = sandbox.faults.add({
        kind: "latency",
        operation: "DescribeStackDriftDetectionStatus",
        nth: 3,
        onHit: () => void (sandbox.settings.driftSeconds = 0),
      });
      const slow = await check(world);
      assert.deepEqual([slow.code, slow.items.map(({ field }) => field)], [3, ["MapPublicIpOnLaunch"]]);
      assert.ok(polls.matched >= 3);
      polls.remove();

      sandbox.settings.driftSeconds = 3_600;
      const endless = await check(world);
      const properties = "properties of network-stack pcluster-vpc-stack-2b";
      const unchecked = ({ unchecked }: Checked) => unchecked.map(({ resource, id }) => `${resource} ${id}`);
      assert.deepEqual([endless.code, endless.drifted, unchecked(endless)], [2, null, [properties]]);
      assert.match(endless.unchecked[0].why, /not finish within two minutes/);
      // Somebody else's comparison still goes on.
      const second = await check(world);
      assert.deepEqual([second.code, unchecked(second)], [2, [properties]]);
      assert.match(second.unchecked[0].why, /already in progress/);
      sandbox.settings.driftSeconds = 0;
      aws.close();
    });

    await step(
      "a failure of the service is waited for; what it has found and nobody may read is unchecked",
      async (world) => {
        const { sandbox } = world;
        const aws = sandboxAws(sandbox);
        await giveAddresses(aws, false);
        for (const kind of ["throttle", "500", "refuse"] as const) {
          const fault = sandbox.faults.add({ kind, operation: "DetectStackDrift", times: 2 });
          const { code, items } = await check(world);
          assert.deepEqual([kind, code, items.length, fault.hits.length], [kind, 3, 1, 2]);
          fault.remove();
        }
        sandbox.settings.denied.push("cloudformation:DescribeStackResourceDrifts");
        const denied = await check(world);
        sandbox.settings.denied.length = 0;
        assert.deepEqual([denied.code, denied.items, denied.unchecked.length], [2, [], 1]);
        aws.close();
      },
    );
  }),
);

Deno.test("what speaks as AWS does and does not know an operation is told from a service out of order", () => {
  const failure = (name: string, httpStatusCode: number) =>
    Object.assign(new Error(), { name, $metadata: { httpStatusCode } });
  for (
    const [name, status] of [["InvalidAction", 400], ["UnknownOperationException", 404], ["Error", 500], [
      "Error",
      501,
    ]] as const
  ) {
    assert.ok(isUnsupported(failure(name, status)), name);
  }
  for (
    const [name, status] of [["InternalFailure", 500], ["Error", 503], ["AccessDenied", 403], ["Error", 403]] as const
  ) {
    assert.ok(!isUnsupported(failure(name, status)), name);
  }
});
