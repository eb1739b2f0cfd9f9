import assert from "node:assert/strict";
import { iamGate } from "../../lib/preflight/iam_gate.ts";
import { seedPolicy } from "../../lib/sandbox/emulator/seed.ts";
import { fixtureF, type Sandbox, sharedSandbox } from "../support/sandbox.ts";
import { works } from "../support/works.ts";
import { type Changes, type Judged, judgeIn, operations } from "./world.ts";

const alice = "arn:aws:iam::123456789012:user/alice";
const roleCaller = "arn:aws:sts::123456789012:assumed-role/R/bob@x.com";
const schedulerRole = "arn:aws:iam::123456789012:role/eventbridge-scheduler-to-sns";
const withoutPolicies = { ...fixtureF, policies: "none" } as const;

function judge(sandbox: Sandbox, changes: Changes = {}, caller = alice) {
  return judgeIn(sandbox, changes, (deps, request) => iamGate(deps, request, caller));
}

function verdicts<T>({ gate }: Judged<T>): string[] {
  return gate.checks.map(({ id, status }) => `${id} ${status}`);
}

Deno.test(
  "IAM gate",
  sharedSandbox({ seed: fixtureF }, async (step) => {
    await step("IB16, T56 policies of a group count; four requests, the last one after the others", async (sandbox) => {
      const judged = await judge(sandbox);
      assert.deepEqual(verdicts(judged), [
        "iam.policy.global PASS",
        "iam.policy.regional PASS",
        "iam.pcluster_omics_analysis PASS",
      ]);
      assert.deepEqual(operations(judged).slice(0, 3).sort(), [
        "iam:ListAttachedUserPolicies",
        "iam:ListGroupsForUser",
        "iam:ListPolicies",
      ]);
      assert.deepEqual(operations(judged).slice(3), ["iam:ListAttachedGroupPolicies"]);
      const list = judged.requests.find(({ operation }) => operation === "ListPolicies");
      assert.equal(list?.parameters.Scope, "Local");
    });

    await step("decision 3.51b: a deadline needs its role; looking for it takes no further round", async (sandbox) => {
      const wish = { request: { wantsDeadline: true } };
      const judged = await judge(sandbox, wish);
      assert.equal(verdicts(judged).at(-1), "iam.expiry_role PASS");
      assert.equal(judged.gate.found?.expiryRoleArn, "arn:aws:iam::123456789012:role/daylily-cluster-expiry");
      assert.ok(operations(judged).slice(0, 4).includes("iam:GetRole"), operations(judged).join());
      assert.equal((await judge(sandbox)).gate.found?.expiryRoleArn, null);

      sandbox.settings.denied = ["iam:GetRole"];
      const denied = (await judge(sandbox, wish)).gate.checks.at(-1);
      assert.equal(denied?.status, "FAIL");
      assert.match(String(denied?.details.note), /iam:GetRole/);
    });

    await step("IB16, T56 policies of the user count, and no group is looked into", async (sandbox) => {
      const judged = await judge(sandbox);
      assert.deepEqual(verdicts(judged).slice(0, 2), ["iam.policy.global PASS", "iam.policy.regional PASS"]);
      assert.equal(judged.requests.length, 3);
    }, { ...fixtureF, policies: "user" });

    await step("T56 T57 missing policies are asked about; 1 goes on", async (sandbox) => {
      const judged = await judge(sandbox, { typed: ["1"] });
      assert.deepEqual(verdicts(judged).slice(0, 2), ["iam.policy.global WARN", "iam.policy.regional WARN"]);
      assert.deepEqual(judged.gate.acknowledged, ["iam.policy.global", "iam.policy.regional"]);
      for (const check of judged.gate.checks.slice(0, 2)) assert.equal(check.details.acknowledged, true);
      assert.match(judged.shown, /DaylilyGlobalEClusterPolicy \(global\)/);
      assert.match(judged.shown, /DaylilyRegionalEClusterPolicy-us-west-2 \(region\)/);
      const commands = judged.shown.match(/deno task infra .*/g) ?? [];
      assert.equal(commands.length, 2);
      for (const command of commands) await works(sandbox.environment, command);
      assert.deepEqual(verdicts(await judge(sandbox)).slice(0, 2), [
        "iam.policy.global PASS",
        "iam.policy.regional PASS",
      ]);
    }, withoutPolicies);

    for (const typed of [["2"], ["x"], [""], []]) {
      await step(`T57 the answer ${JSON.stringify(typed)} stops`, async (sandbox) => {
        const judged = await judge(sandbox, { typed, request: { passOnWarn: true } });
        assert.deepEqual(verdicts(judged).slice(0, 2), ["iam.policy.global FAIL", "iam.policy.regional FAIL"]);
        assert.equal(judged.gate.error?.code, "DAY-PROMPT-003");
        assert.equal(judged.gate.error?.exitCode, 1);
        assert.equal(judged.gate.acknowledged, undefined);
      }, withoutPolicies);
    }

    await step("T57 without anybody to ask, missing policies fail", async (sandbox) => {
      const judged = await judge(sandbox);
      assert.deepEqual(verdicts(judged).slice(0, 2), ["iam.policy.global FAIL", "iam.policy.regional FAIL"]);
      assert.equal(judged.gate.error?.code, "DAY-PROMPT-001");
      assert.equal(
        judged.gate.checks[0].remediation,
        "deno task infra bootstrap-account --user alice",
      );
      const { text, commands = [] } = judged.gate.error?.advice ?? {};
      assert.equal(text, commands.join("; "));
      assert.deepEqual(commands, judged.gate.checks.slice(0, 2).map(({ remediation }) => remediation));
    }, withoutPolicies);

    await step(
      "IB16 only the policy that is missing is asked about; another name that begins so is not it",
      async (sandbox) => {
        const PolicyArn = await seedPolicy(sandbox.calls, "DaylilyRegionalEClusterPolicy-us-west-2X");
        await sandbox.calls.query("iam", "AttachUserPolicy", { UserName: "alice", PolicyArn });
        const arn = "arn:aws:iam::123456789012:policy/DaylilyGlobalEClusterPolicy";
        await sandbox.calls.query("iam", "AttachUserPolicy", { UserName: "alice", PolicyArn: arn });
        const judged = await judge(sandbox, { typed: ["1"] });
        assert.deepEqual(verdicts(judged).slice(0, 2), ["iam.policy.global PASS", "iam.policy.regional WARN"]);
        assert.deepEqual(judged.gate.acknowledged, ["iam.policy.regional"]);
      },
      withoutPolicies,
    );

    await step(
      "IB17, T118 an assumed role without policies is asked about; the role itself is read",
      async (sandbox) => {
        await createRole(sandbox);
        const judged = await judge(sandbox, { typed: ["1"] }, roleCaller);
        assert.deepEqual(verdicts(judged).slice(0, 2), ["iam.policy.global WARN", "iam.policy.regional WARN"]);
        assert.equal(judged.gate.checks[0].details.principal, "role R");
        assert.deepEqual(operations(judged).sort(), ["iam:ListAttachedRolePolicies", "iam:ListPolicies"]);
      },
    );

    await step("decision 3.18: policies attached to an assumed role pass", async (sandbox) => {
      await createRole(sandbox);
      for (const name of ["DaylilyGlobalEClusterPolicy", "DaylilyRegionalEClusterPolicy-us-west-2"]) {
        const PolicyArn = `arn:aws:iam::123456789012:policy/${name}`;
        await sandbox.calls.query("iam", "AttachRolePolicy", { RoleName: "R", PolicyArn });
      }
      const judged = await judge(sandbox, {}, roleCaller);
      assert.deepEqual(verdicts(judged).slice(0, 2), ["iam.policy.global PASS", "iam.policy.regional PASS"]);
    });

    await step("a principal that IAM does not know has nothing attached", async (sandbox) => {
      const judged = await judge(sandbox, {}, "arn:aws:iam::123456789012:user/ghost");
      assert.deepEqual(verdicts(judged).slice(0, 2), ["iam.policy.global FAIL", "iam.policy.regional FAIL"]);
    });

    await step("the root user has no policies to look for", async (sandbox) => {
      const judged = await judge(sandbox, { typed: ["1"] }, "arn:aws:iam::123456789012:root");
      assert.equal(verdicts(judged)[0], "iam.policy.global WARN");
      assert.deepEqual(operations(judged), ["iam:ListPolicies"]);
    });

    await step("IB15 pcluster-omics-analysis is only looked up: absent means that it will be made", async (sandbox) => {
      const absent = await judge(sandbox);
      assert.deepEqual(absent.gate.checks[2].details, { policy: "pcluster-omics-analysis", action: "create" });
      assert.equal(absent.gate.found?.omicsAnalysisArn, null);
      assert.deepEqual(absent.requests.filter(({ mutating }) => mutating), []);

      const arn = await seedPolicy(sandbox.calls, "pcluster-omics-analysis");
      const present = await judge(sandbox);
      assert.deepEqual(present.gate.checks[2].details, { policy: "pcluster-omics-analysis", arn });
      assert.equal(present.gate.found?.omicsAnalysisArn, arn);
      assert.deepEqual(present.gate.found?.tagsAndBudgetArns, [
        "arn:aws:iam::123456789012:policy/pclusterTagsAndBudget",
      ]);
    });

    await step("a supplied scheduler role has to exist", async (sandbox) => {
      const judged = await judge(sandbox, { configured: { heartbeat_scheduler_role_arn: schedulerRole } });
      assert.equal(verdicts(judged)[3], "iam.scheduler_role PASS");
      assert.deepEqual(judged.gate.found?.schedulerRole, { value: schedulerRole, origin: "file" });

      const gone = "arn:aws:iam::123456789012:role/team/gone";
      const missing = await judge(sandbox, { variables: { DAY_HEARTBEAT_ROLE_ARN: gone } });
      assert.equal(verdicts(missing)[3], "iam.scheduler_role FAIL");
      assert.equal(missing.gate.checks[3].details.note, "the role does not exist");

      const elsewhere = await judge(sandbox, {
        flags: { heartbeat_scheduler_role_arn: schedulerRole.replace("123456789012", "210987654321") },
      });
      assert.equal(verdicts(elsewhere)[3], "iam.scheduler_role FAIL");
    });

    await step("a malformed scheduler role fails without a request for it", async (sandbox) => {
      const judged = await judge(sandbox, { configured: { heartbeat_scheduler_role_arn: "my-role" } });
      assert.equal(verdicts(judged)[3], "iam.scheduler_role FAIL");
      assert.ok(!operations(judged).includes("iam:GetRole"));
    });

    await step("T50 without heartbeat nobody asks for a scheduler role", async (sandbox) => {
      const judged = await judge(sandbox, {
        settings: { heartbeat_email: "" },
        configured: { heartbeat_scheduler_role_arn: "my-role" },
      });
      assert.equal(judged.gate.checks.length, 3);
      assert.equal(judged.gate.found?.schedulerRole, null);
    });
  }),
);

async function createRole(sandbox: Sandbox): Promise<void> {
  await sandbox.calls.query("iam", "CreateRole", { RoleName: "R", AssumeRolePolicyDocument: "{}" });
}
