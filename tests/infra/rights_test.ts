import assert from "node:assert/strict";
import { heartbeatWirePolicy } from "../../lib/infra/policies/heartbeat_wire_policy.ts";
import { works } from "../support/works.ts";
import { account, assertShown, assertUnchanged, changes, desks, mutations } from "./infra_here.ts";

const group = "daylily-ephemeral-cluster";
const region = "us-west-2";
const roleArn = `arn:aws:iam::${account}:role/eventbridge-scheduler-to-sns`;
const grant = ["infra", "grant-heartbeat", "--user", "alice", "--region", region];
const withRole = { schedulerRole: true };

Deno.test(
  "infra scheduler-role",
  desks({}, async (step) => {
    const words = ["infra", "scheduler-role", "--region", region];
    const name = "eventbridge-scheduler-to-sns";

    await step("SH17: the role is made once; scripts of earlier days find its line", async (desk) => {
      await assertShown(desk, words, { [name]: "created" });
      const made = await desk.run(...words);
      assert.deepEqual([made.code, made.outcomes, made.json.role_arn], [0, { [name]: "created" }, roleArn], made.err);
      await assertUnchanged(desk, ...words);
      const { out } = await desk.dayctl(...words);
      assert.match(out, new RegExp(`^ROLE ARN: ${roleArn}\nRegion: us-west-2\nAccount: ${account}$`, "m"));
      const other = await desk.run(...words, "--role-name", "mine");
      assert.deepEqual([other.outcomes, other.json.role_arn], [
        { mine: "created" },
        `arn:aws:iam::${account}:role/mine`,
      ]);
    });

    await step("SH17: a role of earlier days gets its trust and rights, after they were told", async (desk) => {
      const { outcomes, json } = await desk.run(...words);
      assert.deepEqual(outcomes, { [name]: "updated" });
      assert.deepEqual(json.differences, [
        `role ${name}: policy: different content`,
        `role ${name}: trust: different content`,
      ]);
      assert.deepEqual(changes(desk.sandbox), ["UpdateAssumeRolePolicy", "PutRolePolicy", "TagRole"]);
      await assertUnchanged(desk, ...words);
    }, withRole);

    await step("access denied on each call is exit 2; a name that cannot be is exit 1", async (desk) => {
      for (const wrong of ["", "a/b", "x".repeat(65)]) {
        const { code, json } = await desk.run(...words, "--role-name", wrong);
        assert.deepEqual([code, json.error?.code, desk.sandbox.requests()], [1, "DAY-USE-001", []], wrong);
      }
      for (const action of ["GetRole", "CreateRole", "PutRolePolicy"]) {
        desk.sandbox.settings.denied = [`iam:${action}`];
        const { code, json } = await desk.run(...words);
        assert.deepEqual([code, json.error?.code], [2, "DAY-AWS-002"], action);
        assert.match(json.error?.message ?? "", new RegExp(`iam:${action}`));
      }
      desk.sandbox.settings.denied = [];
      assert.equal((await desk.run(...words)).code, 0);
    });
  }),
);

Deno.test(
  "infra grant-heartbeat",
  desks({ seed: withRole }, async (step) => {
    await step("SH19: the group gets the policy, and the user is in it; a dry run shows it", async (desk) => {
      const name = `group/${group}/daylily-heartbeat-wire`;
      const outcomes = { [group]: "unchanged", [`${group}/alice`]: "unchanged", [name]: "created" };
      await assertShown(desk, grant, outcomes);
      const made = await desk.run(...grant);
      assert.deepEqual([made.code, made.outcomes, changes(desk.sandbox)], [0, outcomes, ["PutGroupPolicy"]], made.err);
      const [{ parameters }] = mutations(desk.sandbox);
      assert.deepEqual(
        JSON.parse(String(parameters.PolicyDocument)),
        heartbeatWirePolicy({ account, region, roleArn }),
      );
      await assertUnchanged(desk, ...grant);
      const other = await desk.run(...grant.with(5, "eu-west-1"));
      assert.equal(other.outcomes[name], "updated");
    });

    await step(
      "SH19: --attach-to-user makes no group, and the policy has another name if one is given",
      async (desk) => {
        const own = [...grant, "--attach-to-user", "--policy-name", "mine", "--group", "never"];
        const { code, outcomes } = await desk.run(...own);
        assert.deepEqual([code, outcomes], [0, { "user/alice/mine": "created" }]);
        assert.deepEqual(changes(desk.sandbox), ["PutUserPolicy"]);
        await assertUnchanged(desk, ...own);
      },
    );

    await step("SH19: an unknown user and a role that cannot be are exit 1, and nothing is written", async (desk) => {
      const wrong: readonly (readonly [readonly string[], string])[] = [
        [grant.with(3, "nobody"), "DAY-INFRA-001"],
        [[...grant, "--scheduler-role-arn", "my-role"], "DAY-CFG-003"],
        [[...grant, "--scheduler-role-arn", "arn:aws:iam::210987654321:role/x"], "DAY-CFG-003"],
        [grant.slice(0, 2), "DAY-USE-001"],
        [[...grant, "--group", ""], "DAY-USE-001"],
        [[...grant, "--policy-name", ""], "DAY-USE-001"],
      ];
      for (const [words, code] of wrong) {
        const refused = await desk.run(...words);
        assert.deepEqual(
          [refused.code, refused.json.error?.code, changes(desk.sandbox)],
          [1, code, []],
          words.join(" "),
        );
      }
    });

    await step("without a role that sends heartbeats the command that makes it is printed, and works", async (desk) => {
      const { code, json } = await desk.run(...grant);
      assert.deepEqual([code, json.error?.code, changes(desk.sandbox)], [1, "DAY-CFG-003", []]);
      const [command = ""] = /deno task infra scheduler-role/.exec(json.error?.fix ?? "") ?? [];
      await works(desk.sandbox.environment, command);
      assert.equal((await desk.run(...grant)).code, 0);
      const named = `arn:aws:iam::${account}:role/team/other`;
      assert.equal((await desk.run(...grant, "--scheduler-role-arn", named)).code, 0);
      assert.match(String(mutations(desk.sandbox)[0].parameters.PolicyDocument), /role\/team\/other/);
    }, {});

    await step("access denied on each call is exit 2", async (desk) => {
      for (const action of ["GetUser", "GetGroup", "ListGroupsForUser", "GetGroupPolicy", "PutGroupPolicy"]) {
        desk.sandbox.settings.denied = [`iam:${action}`];
        const { code, json } = await desk.run(...grant);
        assert.deepEqual([code, json.error?.code], [2, "DAY-AWS-002"], action);
      }
    });
  }),
);

Deno.test("SH19: what a person needs to set up heartbeats and to take them away", () => {
  const statement = (Sid: string, Action: string[], Resource: string, Condition?: unknown) => ({
    Sid,
    Effect: "Allow",
    Action,
    Resource,
    ...(Condition === undefined ? {} : { Condition }),
  });
  assert.deepEqual(heartbeatWirePolicy({ account, region, roleArn }), {
    Version: "2012-10-17",
    Statement: [
      statement(
        "SchedulerCRUDHeartbeat",
        ["scheduler:CreateSchedule", "scheduler:UpdateSchedule", "scheduler:DeleteSchedule", "scheduler:GetSchedule"],
        "arn:aws:scheduler:us-west-2:123456789012:schedule/default/daylily-*-heartbeat",
      ),
      statement("SchedulerList", ["scheduler:ListSchedules"], "*"),
      statement("AllowPassSchedulerRole", ["iam:PassRole"], roleArn, {
        StringEquals: { "iam:PassedToService": "scheduler.amazonaws.com" },
      }),
      statement("AllowCreateSpecificTopicsByName", ["sns:CreateTopic"], "*", {
        StringLike: { "sns:TopicName": "daylily-*-heartbeat" },
      }),
      statement(
        "AllowManageHeartbeatTopics",
        ["sns:Subscribe", "sns:GetTopicAttributes", "sns:ListSubscriptionsByTopic", "sns:DeleteTopic"],
        "arn:aws:sns:us-west-2:123456789012:daylily-*-heartbeat",
      ),
    ],
  });
});

Deno.test(
  "infra activate-tags",
  desks({}, async (step) => {
    const words = ["infra", "activate-tags"];
    const [project, cluster] = ["aws-parallelcluster-project", "aws-parallelcluster-clustername"];

    await step("decision 3.56: inactive tags become active, once; a dry run shows it", async (desk) => {
      desk.sandbox.settings.costTags = { [project]: "Inactive" };
      const outcomes = { [project]: "updated", [cluster]: "unchanged" };
      await assertShown(desk, words, outcomes);
      const made = await desk.run(...words);
      assert.deepEqual([made.code, made.outcomes], [0, outcomes], made.err);
      assert.deepEqual(changes(desk.sandbox), ["UpdateCostAllocationTagsStatus"]);
      await assertUnchanged(desk, ...words);
    });

    await step("decision 3.63: what AWS has not seen yet is named, and is no failure", async (desk) => {
      desk.sandbox.settings.costTags = { [project]: null, [cluster]: "Inactive" };
      const { code, outcomes, json } = await desk.run(...words);
      assert.deepEqual([code, outcomes], [0, { [cluster]: "updated" }]);
      assert.match(json.warnings?.join() ?? "", /not know the tag aws-parallelcluster-project yet/);
    });

    await step("decision 3.56: where it is denied, the account that pays must do it", async (desk) => {
      desk.sandbox.settings.costTags = { [project]: "Inactive" };
      for (const action of ["ce:ListCostAllocationTags", "ce:UpdateCostAllocationTagsStatus"]) {
        desk.sandbox.settings.denied = [action];
        const { code, json } = await desk.run(...words);
        assert.deepEqual([code, json.error?.code], [2, "DAY-AWS-002"]);
        assert.match(json.error?.fix ?? "", new RegExp(`the management account.*${action}`));
      }
    });
  }),
);
