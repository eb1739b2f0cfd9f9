import assert from "node:assert/strict";
import { adjustRolesPolicy } from "../../lib/infra/policies/adjust_roles_policy.ts";
import { globalPolicy } from "../../lib/infra/policies/global_policy.ts";
import { regionalPolicy } from "../../lib/infra/policies/regional_policy.ts";
import type { Sandbox } from "../support/sandbox.ts";
import { works } from "../support/works.ts";
import { account, assertShown, assertUnchanged, changes, type Desk, desks, mutations } from "./infra_here.ts";

const group = "daylily-ephemeral-cluster";
const forAccount = ["infra", "bootstrap-account", "--user", "alice"];
const forRegion = ["infra", "bootstrap-region", "--user", "alice", "--region", "us-west-2"];
const arnOf = (policy: string) => `arn:aws:iam::${account}:policy/${policy}`;
const global = "DaylilyGlobalEClusterPolicy";
const regional = "DaylilyRegionalEClusterPolicy-us-west-2";
const adjust = "DaylilyPClusterLambdaAdjustRoles";

/** Takes away what the seed has beside the user. */
async function empty({ calls }: Sandbox): Promise<void> {
  await calls.query("iam", "RemoveUserFromGroup", { GroupName: group, UserName: "alice" });
  await calls.query("iam", "DeleteGroup", { GroupName: group });
  for (const name of [global, regional]) await calls.query("iam", "DeletePolicy", { PolicyArn: arnOf(name) });
}

function documentIn({ sandbox }: Desk, operation: string): unknown {
  const [sent] = mutations(sandbox).filter((request) => request.operation === operation);
  return JSON.parse(String(sent.parameters.PolicyDocument));
}

async function addRole({ calls }: Sandbox, RoleName: string): Promise<void> {
  await calls.query("iam", "CreateRole", { RoleName, AssumeRolePolicyDocument: '{"Version":"2012-10-17"}' });
}

/** Another default version, as an older program or a person leaves it. */
async function addVersion({ calls }: Sandbox, policy: string, action: string): Promise<void> {
  const Statement = [{ Effect: "Allow", Action: action, Resource: "*" }];
  const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
  await calls.query("iam", "CreatePolicyVersion", { PolicyArn: arnOf(policy), PolicyDocument, SetAsDefault: "true" });
}

Deno.test(
  "infra bootstrap-account",
  desks({ seed: { policies: "none" } }, async (step) => {
    await step("IB1, IB2: an empty account gets all of it, once; a dry run shows it", async (desk) => {
      await empty(desk.sandbox);
      const outcomes = {
        [global]: "created",
        [group]: "created",
        [`group/${group}/${global}`]: "created",
        [`${group}/alice`]: "created",
        "spot.amazonaws.com": "created",
      };
      await assertShown(desk, forAccount, outcomes);
      const made = await desk.run(...forAccount);
      assert.deepEqual([made.code, made.outcomes], [0, outcomes], made.err);
      assert.deepEqual(changes(desk.sandbox), [
        "CreatePolicy",
        "CreateGroup",
        "AttachGroupPolicy",
        "AddUserToGroup",
        "CreateServiceLinkedRole",
      ]);
      assert.deepEqual(documentIn(desk, "CreatePolicy"), globalPolicy(account).document);
      await assertUnchanged(desk, ...forAccount);
    });

    await step("IB3: another document in force is replaced, and no policy is made", async (desk) => {
      const { code, outcomes, json } = await desk.run(...forAccount);
      assert.deepEqual([code, outcomes[global], outcomes[group]], [0, "updated", "unchanged"]);
      assert.deepEqual(json.differences, [`policy ${global}: document: different content`]);
      assert.ok(!changes(desk.sandbox).includes("CreatePolicy"));
      const [version] = mutations(desk.sandbox).filter(({ operation }) => operation === "CreatePolicyVersion");
      assert.equal(version.parameters.SetAsDefault, "true");
      await assertUnchanged(desk, ...forAccount);
    });

    await step("IB4: with five versions the oldest that is not in force makes room", async (desk) => {
      for (const action of ["a:b", "c:d", "e:f", "g:h"]) await addVersion(desk.sandbox, global, action);
      assert.equal((await desk.run(...forAccount)).code, 0);
      const versions = mutations(desk.sandbox).filter(({ operation }) => operation.endsWith("PolicyVersion"));
      assert.deepEqual(versions.map(({ operation, parameters }) => [operation, parameters.VersionId]), [
        ["DeletePolicyVersion", "v1"],
        ["CreatePolicyVersion", undefined],
      ]);
      await assertUnchanged(desk, ...forAccount);
    });

    await step("IB5: a denied deletion of a version ends it after one attempt, exit 2", async (desk) => {
      for (const action of ["a:b", "c:d", "e:f", "g:h"]) await addVersion(desk.sandbox, global, action);
      desk.sandbox.settings.denied.push("iam:DeletePolicyVersion");
      const { code, json } = await desk.run(...forAccount);
      assert.deepEqual([code, json.error?.code, changes(desk.sandbox)], [2, "DAY-AWS-002", ["DeletePolicyVersion"]]);
      assert.match(json.error?.fix ?? "", /iam:DeletePolicyVersion/);
    });

    await step("IB6: an unknown user is exit 1, and nothing is written", async (desk) => {
      for (const words of [forAccount, forRegion]) {
        const { code, json } = await desk.run(...words.with(3, "nobody"));
        assert.deepEqual([code, json.error?.code, changes(desk.sandbox)], [1, "DAY-INFRA-001", []]);
        await works(desk.sandbox.environment, json.error?.fix.replace("name one of ", "") ?? "");
      }
    });

    await step(
      "IB7: a command line that is wrong is told before anything is asked of AWS",
      async (desk) => {
        const [account, region] = ["bootstrap-account", "bootstrap-region"];
        const wrong = [
          [account],
          [account, "--user", ""],
          [account, "--user", "a b"],
          [account, "--user", "alice", "--group", ""],
          [account, "--user", "alice", "--group", "a/b"],
          [account, "--user", "alice", "--update"],
          [account, "--user", "alice", "--nonsense"],
          [region, "--user", "alice"],
          [region, "--region", "us-west-2"],
          [region, "--user", "alice", "--region", "us-west-2", "--group="],
        ];
        for (const words of wrong) {
          const { code, json } = await desk.run("infra", ...words);
          assert.deepEqual([code, json.error?.code], [1, "DAY-USE-001"], words.join(" "));
          assert.deepEqual(desk.sandbox.requests(), []);
        }
        const nowhere = await desk.run(...forRegion.with(5, "us_west"));
        assert.deepEqual([nowhere.code, nowhere.json.error?.code, desk.sandbox.requests()], [1, "DAY-CFG-003", []]);
      },
    );

    await step("IB12: another group is made, gets the policy and the user", async (desk) => {
      const { outcomes } = await desk.run(...forAccount, "--group", "ops");
      assert.deepEqual(
        [outcomes.ops, outcomes[`group/ops/${global}`], outcomes["ops/alice"]],
        ["created", "created", "created"],
      );
      const named = mutations(desk.sandbox).flatMap(({ parameters }) => parameters.GroupName ?? []);
      assert.deepEqual(named, ["ops", "ops", "ops"]);
    });

    await step("IB13: access denied on any look is an error, and nothing is written", async (desk) => {
      await empty(desk.sandbox);
      const looks = "GetUser GetPolicy GetGroup ListAttachedGroupPolicies ListGroupsForUser ListRoles".split(" ");
      for (const look of looks) {
        desk.sandbox.settings.denied = [`iam:${look}`];
        const { code, json } = await desk.run(...forAccount);
        assert.deepEqual([code, json.error?.code, changes(desk.sandbox)], [2, "DAY-AWS-002", []], look);
      }
    });

    await step(
      "access denied on any write: exit 2, what was made before is told, the rest follows later",
      async (desk) => {
        await empty(desk.sandbox);
        const writes = "CreatePolicy CreateGroup AttachGroupPolicy AddUserToGroup CreateServiceLinkedRole".split(" ");
        for (const [index, write] of writes.entries()) {
          desk.sandbox.settings.denied = [`iam:${write}`];
          const { code, json, outcomes } = await desk.run(...forAccount);
          assert.deepEqual([code, json.error?.code, Object.keys(outcomes).length], [2, "DAY-AWS-002", index], write);
          assert.equal(changes(desk.sandbox).at(-1), write);
        }
        desk.sandbox.settings.denied = [];
        const { outcomes } = await desk.run(...forAccount);
        assert.deepEqual(Object.values(outcomes), [...Array(4).fill("unchanged"), "created"]);
      },
    );
  }),
);

Deno.test(
  "infra bootstrap-region",
  desks({ seed: { policies: "none" } }, async (step) => {
    await step(
      "IB8, IB9, IB11: a policy per region for one group, and one that is not regional",
      async (desk) => {
        await empty(desk.sandbox);
        const first = await desk.run(...forRegion);
        assert.equal(first.code, 0, first.err);
        assert.deepEqual(first.outcomes, {
          [regional]: "created",
          [adjust]: "created",
          [group]: "created",
          [`group/${group}/${regional}`]: "created",
          [`${group}/alice`]: "created",
        });
        assert.deepEqual(documentIn(desk, "CreatePolicy"), regionalPolicy(account, "us-west-2").document);
        assert.match(
          first.json.warnings?.join() ?? "",
          /no role ParallelClusterLambdaRole-\* .*run this command again/,
        );
        await assertUnchanged(desk, ...forRegion);

        const second = await desk.run(...forRegion.with(5, "eu-west-1"));
        const other = "DaylilyRegionalEClusterPolicy-eu-west-1";
        assert.deepEqual(second.outcomes, {
          [other]: "created",
          [adjust]: "unchanged",
          [group]: "unchanged",
          [`group/${group}/${other}`]: "created",
          [`${group}/alice`]: "unchanged",
        });
      },
    );

    await step("IB10: the roles of ParallelCluster's API, on every page, and no others", async (desk) => {
      const roles = ["ParallelClusterLambdaRole-a", "ParallelClusterLambdaRole-b"];
      await addRole(desk.sandbox, roles[0]);
      // A page has a thousand.
      for (let from = 0; from < 1000; from += 50) {
        await Promise.all(Array.from({ length: 50 }, (_, index) => addRole(desk.sandbox, `Other-${from + index}`)));
      }
      await addRole(desk.sandbox, roles[1]);
      const attached = ({ sandbox }: Desk) =>
        mutations(sandbox).filter(({ operation }) => operation === "AttachRolePolicy")
          .map(({ parameters: { RoleName, PolicyArn } }) => [RoleName, PolicyArn]);
      const made = await desk.run(...forRegion);
      assert.deepEqual([made.code, made.json.warnings], [0, []], made.err);
      assert.deepEqual(attached(desk), roles.map((role) => [role, arnOf(adjust)]));
      await assertUnchanged(desk, ...forRegion);

      await desk.sandbox.calls.query("iam", "DetachRolePolicy", { RoleName: roles[1], PolicyArn: arnOf(adjust) });
      const again = await desk.run(...forRegion);
      assert.deepEqual(attached(desk), [[roles[1], arnOf(adjust)]]);
      assert.equal(again.outcomes[`role/${roles[1]}/${adjust}`], "created");
    });

    await step("decision 3.8: nothing else happens to those roles", async (desk) => {
      await addRole(desk.sandbox, "ParallelClusterLambdaRole-a");
      await desk.run(...forRegion);
      const about = mutations(desk.sandbox).filter(({ parameters }) => "RoleName" in parameters);
      assert.deepEqual(about.map(({ operation }) => operation), ["AttachRolePolicy"]);
    });
  }),
);

Deno.test("IB14: the statements of the global policy, and one for the role of heartbeats alone", () => {
  const { Statement } = globalPolicy(account).document as { Statement: Record<string, unknown>[] };
  const actions = Statement.map(({ Action }) => Action as string[]);
  assert.equal(Statement.length, 18);
  assert.deepEqual(Statement.filter(({ Effect, Sid }) => Effect !== "Allow" || Sid !== undefined), []);
  assert.deepEqual(actions[1].filter((action) => !actions[7].includes(action)), []);
  assert.deepEqual(actions[7].filter((action) => !actions[1].includes(action)), ["iam:UntagRole", "lambda:*"]);
  assert.deepEqual(Statement.flatMap(({ Condition }, index) => Condition === undefined ? [] : index + 1), [4, 6]);
  assert.deepEqual(
    Statement.flatMap(({ Resource }, index) => Resource === "*" ? [] : [[index + 1, Resource]]),
    [
      [3, "arn:aws:iam::123456789012:role/*"],
      [7, "arn:aws:iam::*:role/aws-service-role/*"],
      [11, "arn:aws:dynamodb:*:123456789012:table/parallelcluster-*"],
      [16, "arn:aws:sns:*:123456789012:ParallelClusterImage-*"],
      [18, "arn:aws:iam::123456789012:role/eventbridge-scheduler-to-sns"],
    ],
  );
  const prefixes = [...new Set(actions.flat().map((action) => action.split(":")[0]))].sort().join(" ");
  assert.equal(
    prefixes,
    "apigateway autoscaling budgets cloudformation cloudwatch cognito-idp dynamodb ec2 ecr elasticfilesystem " +
      "elasticloadbalancing fsx iam imagebuilder lambda logs route53 s3 scheduler secretsmanager servicequotas sns ssm tag",
  );
  // IAM takes so many characters, blanks not counted.
  assert.ok(JSON.stringify(globalPolicy(account).document).length < 6_144);
});

Deno.test("decision 3.8: functions attach policies to roles of clusters only; the regional policy is enough for a heartbeat", () => {
  const { Statement: [attach, detach] } = adjustRolesPolicy(account).document as { Statement: unknown[] };
  assert.deepEqual([attach, detach], [
    {
      Effect: "Allow",
      Action: ["iam:AttachRolePolicy"],
      Resource: "arn:aws:iam::123456789012:role/parallelcluster/*",
    },
    { Effect: "Allow", Action: ["iam:DetachRolePolicy"], Resource: "*" },
  ]);
  assert.deepEqual(regionalPolicy(account, "us-west-2").document, {
    Version: "2012-10-17",
    Statement: [{
      Effect: "Allow",
      Action: [
        "sns:GetTopicAttributes",
        "sns:SetTopicAttributes",
        "sns:Subscribe",
        "sns:Unsubscribe",
        "sns:Publish",
        "sns:DeleteTopic",
        "sns:CreateTopic",
        "sns:ListSubscriptionsByTopic",
      ],
      Resource: "arn:aws:sns:us-west-2:123456789012:*",
    }],
  });
});
