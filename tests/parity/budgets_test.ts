import assert from "node:assert/strict";
import type { Sandbox } from "../support/sandbox.ts";
import {
  changing,
  type Ended,
  fileNames,
  parityCases,
  requestsOf,
  runCreate,
  stateOf,
  stopAfterDryRun as environment,
} from "./parity_world.ts";

const table = "/x-omics-analysis-us-west-2/data/budget_tags/pcluster-project-budget-tags.tsv";
const account = "123456789012";

/** The table of budget users; nothing when it is not there. */
async function tableOf({ calls }: Sandbox): Promise<string | undefined> {
  const answer = await calls.send("s3", "GET", table);
  const text = await answer.text();
  return answer.ok ? text : undefined;
}

async function makeRole({ calls }: Sandbox, RoleName: string): Promise<string> {
  await calls.query("iam", "CreateRole", {
    RoleName,
    AssumeRolePolicyDocument: '{"Version":"2012-10-17","Statement":[]}',
  });
  return `arn:aws:iam::${account}:role/${RoleName}`;
}

/** What a budget was asked for, as far as the cases name it. */
function budgetsOf(ended: Ended) {
  type Asked = {
    readonly Budget: {
      readonly BudgetName: string;
      readonly BudgetLimit: { readonly Amount: string; readonly Unit: string };
      readonly CostFilters: { readonly TagKeyValue: readonly string[] };
    };
    readonly NotificationsWithSubscribers: readonly {
      readonly Notification: { readonly Threshold: number; readonly ThresholdType: string };
      readonly Subscribers: readonly { readonly Address: string }[];
    }[];
  };
  return requestsOf(ended, "CreateBudget").map(({ parameters }) => {
    const { Budget, NotificationsWithSubscribers } = parameters as unknown as Asked;
    return {
      name: Budget.BudgetName,
      amount: `${Number(Budget.BudgetLimit.Amount)} ${Budget.BudgetLimit.Unit}`,
      filters: Budget.CostFilters.TagKeyValue,
      thresholds: NotificationsWithSubscribers.map(({ Notification }) => Notification.Threshold),
      addresses: [
        ...new Set(NotificationsWithSubscribers.flatMap(({ Subscribers }) => Subscribers.map((to) => to.Address))),
      ],
    };
  });
}

const users = { global_allowed_budget_users: "u1", allowed_budget_users: "u1" };

Deno.test(
  "parity: policy and budgets",
  parityCases(async (run) => {
    await run("T77 the policy is made once, after the last gate", async (sandbox) => {
      const ended = await runCreate(sandbox, { environment });
      assert.equal(ended.code, 0, ended.err);
      const made = requestsOf(ended, "CreatePolicy");
      assert.deepEqual(made.map(({ parameters }) => parameters.PolicyName), ["pcluster-omics-analysis"]);
      assert.deepEqual(JSON.parse(String(made[0].parameters.PolicyDocument)), {
        Version: "2012-10-17",
        Statement: [{
          Effect: "Allow",
          Action: "iam:CreateServiceLinkedRole",
          Resource: "*",
          Condition: { StringLike: { "iam:AWSServiceName": "spot.amazonaws.com" } },
        }],
      });
      const gates = ended.requests.filter(({ operation }) =>
        operation === "DescribeSubnets" || operation === "DescribeKeyPairs"
      );
      assert.ok(gates.length > 0 && gates.every(({ number }) => number < made[0].number));
    });

    await run("T78 E17 that the policy cannot be made is a warning", async (sandbox) => {
      sandbox.settings.denied.push("iam:CreatePolicy");
      const ended = await runCreate(sandbox);
      assert.equal(ended.code, 0, ended.err);
      const { status, warnings } = await stateOf(ended);
      assert.equal(status, "created");
      assert.deepEqual(warnings.map(({ id }) => id), ["iam.pcluster_omics_analysis"]);
      assert.match(ended.err, /^! .*iam:CreatePolicy/m);
    });

    await run("T79 T80 two budgets with their alerts, and their users in the table", async (sandbox) => {
      const values = { ...users, global_budget_amount: "", budget_amount: "150.5" };
      const ended = await runCreate(sandbox, { environment, values, typed: [""] });
      assert.equal(ended.code, 0, ended.err);
      const common = { addresses: ["a@b.co"] };
      const filters = (project: string) => [
        `user:aws-parallelcluster-project$${project}`,
        "user:aws-parallelcluster-clustername$tc1",
      ];
      assert.deepEqual(budgetsOf(ended), [
        {
          ...{ name: "daylily-global", amount: "200 USD", filters: filters("daylily-global") },
          ...{ thresholds: [25, 50, 75, 99], ...common },
        },
        {
          ...{ name: "da-us-west-2b-tc1", amount: "150.5 USD", filters: filters("da-us-west-2b-tc1") },
          ...{ thresholds: [75], ...common },
        },
      ]);
      assert.equal(await tableOf(sandbox), "daylily-global\tubuntu,u1\nda-us-west-2b-tc1\tubuntu,u1\n");
    }, { budgets: [] });

    await run("T81 lines that stand in the table stay", async (sandbox) => {
      const before = "other\tubuntu,somebody\nda-us-west-2b-older\tubuntu\n";
      await sandbox.calls.send("s3", "PUT", table, { body: before });
      const ended = await runCreate(sandbox, { environment, values: users });
      assert.equal(ended.code, 0, ended.err);
      assert.equal(await tableOf(sandbox), `${before}daylily-global\tubuntu,u1\nda-us-west-2b-tc1\tubuntu,u1\n`);
    }, { budgets: [] });

    await run("T82 budgets that exist are left alone, and nobody is asked about them", async (sandbox) => {
      const unset = {
        global_budget_amount: "",
        budget_amount: "",
        global_allowed_budget_users: "",
        allowed_budget_users: "",
      };
      const ended = await runCreate(sandbox, { environment, values: unset });
      assert.equal(ended.code, 0, ended.err);
      assert.deepEqual(changing(ended), ["CreatePolicy"]);
      assert.equal(await tableOf(sandbox), undefined);
    });

    await run("T83 among 250 other budgets ours are absent, and made", async (sandbox) => {
      const ended = await runCreate(sandbox, { environment });
      assert.equal(ended.code, 0, ended.err);
      assert.deepEqual(budgetsOf(ended).map(({ name }) => name), ["daylily-global", "da-us-west-2b-tc1"]);
    }, { budgets: Array.from({ length: 250 }, (_, number) => `other-${number}`) });

    await run("T85 E18 a budget that may not be made ends the run", async (sandbox) => {
      sandbox.settings.denied.push("budgets:CreateBudget", "budgets:ModifyBudget");
      const ended = await runCreate(sandbox);
      assert.equal(ended.code, 2, ended.err);
      assert.equal(await tableOf(sandbox), undefined);
      assert.ok(ended.calls.every(([program, command]) => program !== "pcluster" || command === "version"));
      assert.ok(!(await fileNames(ended)).some((name) => name.startsWith("tc1_init_template")));
    }, { budgets: [] });
  }),
);

const variables = [
  "DAY_HEARTBEAT_SCHEDULER_ROLE_ARN",
  "DAYLILY_HEARTBEAT_SCHEDULER_ROLE_ARN",
  "DAY_HEARTBEAT_ROLE_ARN",
  "DAYLILY_SCHEDULER_ROLE_ARN",
];

/** Runs with all four variables from `first` on, each naming a role of its own. */
async function roleWith(sandbox: Sandbox, first: number, values: Record<string, string> = {}): Promise<string> {
  const named: Record<string, string> = {};
  for (const [index, variable] of variables.entries()) {
    if (index >= first) named[variable] = await makeRole(sandbox, `role-${index}`);
  }
  const ended = await runCreate(sandbox, { environment: { ...environment, ...named }, values });
  assert.equal(ended.code, 0, ended.err);
  return (await stateOf(ended)).heartbeat.role_arn;
}

Deno.test(
  "parity: role for heartbeats",
  parityCases(async (run) => {
    await run("T86 a configured role comes before those of the environment", async (sandbox) => {
      const arn = await makeRole(sandbox, "mine");
      assert.equal(await roleWith(sandbox, 0, { heartbeat_scheduler_role_arn: arn }), arn);
    });

    for (const index of variables.keys()) {
      const variable = variables[index];
      await run(
        `T86 without ${index === 0 ? "a configured one" : variables[index - 1]} it is ${variable}`,
        async (sandbox) => {
          assert.equal(await roleWith(sandbox, index), `arn:aws:iam::${account}:role/role-${index}`);
        },
      );
    }

    for (
      const [schedulerRole, expected] of [[true, "eventbridge-scheduler-to-sns"], [
        false,
        "daylily-eventbridge-scheduler",
      ]]
    ) {
      await run(`T86 with nothing named it is ${expected}`, async (sandbox) => {
        await makeRole(sandbox, "daylily-eventbridge-scheduler");
        assert.equal(await roleWith(sandbox, 4), `arn:aws:iam::${account}:role/${expected}`);
      }, { schedulerRole });
    }

    await run("T86 with none there it is made", async (sandbox) => {
      const ended = await runCreate(sandbox, { environment });
      assert.equal(ended.code, 0, ended.err);
      const [created] = requestsOf(ended, "CreateRole");
      assert.equal(created.parameters.RoleName, "eventbridge-scheduler-to-sns");
      assert.deepEqual(JSON.parse(String(created.parameters.AssumeRolePolicyDocument)), {
        Version: "2012-10-17",
        Statement: [{
          Sid: "AllowEventBridgeSchedulerAssume",
          Effect: "Allow",
          Principal: { Service: "scheduler.amazonaws.com" },
          Action: "sts:AssumeRole",
          // Decision 3.6: this account's scheduler only, and heartbeats of all regions.
          Condition: { StringEquals: { "aws:SourceAccount": account } },
        }],
      });
      const [inline] = requestsOf(ended, "PutRolePolicy");
      assert.deepEqual(JSON.parse(String(inline.parameters.PolicyDocument)), {
        Version: "2012-10-17",
        Statement: [{
          Sid: "AllowPublishToDaylilyHeartbeatTopics",
          Effect: "Allow",
          Action: ["sns:Publish"],
          Resource: `arn:aws:sns:*:${account}:daylily-*-heartbeat`,
        }],
      });
    }, { schedulerRole: false });
  }),
);
