import assert from "node:assert/strict";
import { refusedActions } from "../../lib/aws/questions/iam/simulate_policy.ts";
import { expiryGrants, expiryRole, expiryRoleSpec } from "../../lib/aws/resources/expiry_role.ts";
import { schedule, type ScheduleSpec } from "../../lib/aws/resources/schedule.ts";
import { assertContract } from "./contract.ts";
import { account, inSandbox, region } from "./in_sandbox.ts";

const arn = `arn:aws:iam::${account}:role/daylily-cluster-expiry`;
const called = { "aws:CalledVia": ["cloudformation.amazonaws.com"] };

Deno.test("decision 3.51b: only stacks with the tag of a cluster, and all else only through CloudFormation", () => {
  const [stacks, ...others] =
    (expiryRoleSpec(account).policy as { readonly Statement: readonly Statement[] }).Statement;
  assert.deepEqual(stacks, {
    Sid: "DeleteClusterStacks",
    Effect: "Allow",
    Action: ["cloudformation:DeleteStack"],
    Resource: ["arn:aws:cloudformation:*:123456789012:stack/*"],
    Condition: { StringLike: { "aws:ResourceTag/parallelcluster:cluster-name": "*" } },
  });
  for (const { Condition } of others) assert.deepEqual(Condition, { "ForAnyValue:StringEquals": called });
  const named = others.filter(({ Action }) => Action.some((action) => /^(iam|lambda):/.test(action)));
  assert.ok(
    named.length === 3 && named.every(({ Resource: [form] }) => /\/parallelcluster\/\*$|:pcluster-\*$/.test(form)),
  );
  for (const { actions } of expiryGrants(account)) assert.equal(new Set(actions).size, actions.length);
  // What an inline policy may hold, blanks left out.
  assert.ok(JSON.stringify(expiryRoleSpec(account).policy).length < 10_240);
});

type Statement = {
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition: { readonly [operator: string]: unknown };
};

Deno.test("decision 3.51b: every type in ParallelCluster's stacks can be deleted", () => {
  const actions = new Set(expiryGrants(account).flatMap((grant) => grant.actions));
  // As in the templates of ParallelCluster 3.13.2 and 3.16.1 with Slurm.
  const deletions = [
    ..."cloudwatch:DeleteAlarms cloudwatch:DeleteDashboards dynamodb:DeleteTable ec2:DeleteLaunchTemplate".split(" "),
    ..."ec2:DeleteNetworkInterface ec2:DeletePlacementGroup ec2:DeleteSecurityGroup ec2:DeleteVolume".split(" "),
    ..."ec2:DisassociateAddress ec2:ReleaseAddress ec2:RevokeSecurityGroupEgress ec2:TerminateInstances".split(" "),
    ..."ec2:RevokeSecurityGroupIngress elasticfilesystem:DeleteFileSystem elasticfilesystem:DeleteMountTarget".split(
      " ",
    ),
    ..."fsx:DeleteDataRepositoryAssociation fsx:DeleteFileSystem iam:DeleteInstanceProfile iam:DeleteRole".split(" "),
    ..."iam:DeleteRolePolicy iam:DetachRolePolicy iam:RemoveRoleFromInstanceProfile lambda:DeleteFunction".split(" "),
    ..."lambda:InvokeFunction lambda:RemovePermission logs:DeleteLogGroup logs:DeleteMetricFilter".split(" "),
    ..."route53:ChangeResourceRecordSets route53:DeleteHostedZone".split(" "),
  ];
  assert.deepEqual(deletions.filter((action) => !actions.has(action)), []);
});

const ending: ScheduleSpec = {
  ...{ account, region, name: "daylily-demo-expiry", expression: "rate(30 minutes)", roleArn: arn },
  target: "arn:aws:scheduler:::aws-sdk:cloudformation:deleteStack",
  input: JSON.stringify({ StackName: "arn:aws:cloudformation:us-west-2:123456789012:stack/demo/1" }),
  ...{ start: "2099-02-11T14:37:22Z", end: "2099-02-12T14:37:22Z", afterCompletion: "DELETE", state: "ENABLED" },
};

Deno.test(
  "the role of deadlines, and their schedule",
  inSandbox({ seed: { expiryRole: false } }, async (step) => {
    await step("the role is absent, written, ready, and gone again; each verb can be repeated", async (deps) => {
      assert.deepEqual(await assertContract(deps, expiryRole, expiryRoleSpec(account)), { arn });
    });

    await step("a schedule with a first and a last time keeps them", async (deps, sandbox) => {
      await assertContract(deps, schedule, ending);
      const created = sandbox.requests().find(({ operation }) => operation === "CreateSchedule");
      const { StartDate, EndDate, ActionAfterCompletion } = created?.parameters ?? {};
      assert.deepEqual([StartDate, EndDate, ActionAfterCompletion], [4074503842, 4074590242, "DELETE"]);
    });

    await step("decision 3.63: the trial gives IAM the circumstances, and names what it would refuse", async (deps) => {
      await expiryRole.write(deps, expiryRoleSpec(account), { is: "absent" }, "token");
      const role = { actions: ["iam:DeleteRole"], resource: `arn:aws:iam::${account}:role/parallelcluster/x` };
      const trials = [
        { ...role, context: called },
        { ...role, context: {} },
        { ...role, resource: `arn:aws:iam::${account}:role/others`, context: called },
        { actions: ["ec2:TerminateInstances", "s3:DeleteObject"], resource: "*", context: called },
      ];
      const refused = await Promise.all(trials.map((trial) => refusedActions(deps.aws, arn, trial)));
      assert.deepEqual(refused, [[], ["iam:DeleteRole"], ["iam:DeleteRole"], ["s3:DeleteObject"]]);
    });
  }),
);
