import assert from "node:assert/strict";
import { isAlreadyThere, isDefiniteRefusal, isDenied } from "../../lib/aws/aws_error.ts";
import { budget, type BudgetSpec } from "../../lib/aws/resources/budget.ts";
import { budgetAmountComplaint } from "../../lib/names/budgets/budget_amount_complaint.ts";
import { budgetNameComplaint } from "../../lib/names/budgets/budget_name_complaint.ts";
import { differences } from "../../lib/state/walks/differences.ts";
import { assertContract, isPerhapsOurs, whenReady } from "./contract.ts";
import { account, inSandbox, operations } from "./in_sandbox.ts";
import { onServer } from "./on_server.ts";

const spec: BudgetSpec = {
  account,
  name: "da-us-west-2c-demo",
  amount: "200",
  cluster: "demo",
  thresholds: [75],
  email: "ada@example.org",
};
const global = { ...spec, name: "daylily-global", thresholds: [25, 50, 75, 99] };
const mailAt = (Threshold: number) => ({
  Notification: {
    NotificationType: "ACTUAL",
    ComparisonOperator: "GREATER_THAN",
    Threshold,
    ThresholdType: "PERCENTAGE",
  },
  Subscribers: [{ SubscriptionType: "EMAIL", Address: "ada@example.org" }],
});

Deno.test("CB20: amounts", () => {
  for (const bad of ["0", "0.00", "-5", "abc", "1e3", "", " 5", "5."]) assert.ok(budgetAmountComplaint(bad), bad);
  for (const good of ["150", "150.50", "0.01"]) assert.equal(budgetAmountComplaint(good), undefined, good);
});

Deno.test("budget names keep the limits of the service", () => {
  for (const bad of ["", "x".repeat(101), "a:b", "a\\b", "a/action/b"]) assert.ok(budgetNameComplaint(bad), bad);
  for (const good of ["x".repeat(100), "da-us-west-2c-demo", "a/b"]) assert.equal(budgetNameComplaint(good), undefined);
});

Deno.test(
  "budget",
  inSandbox({}, async (step) => {
    await step("is absent, written, ready, and gone again; each verb can be repeated", async (deps) => {
      await assertContract(deps, budget, global);
      assert.equal(budget.key(global), "123456789012/global/daylily-global");
    });

    await step("CB1, CB4: one request holds the budget and its one mail", async (deps, sandbox) => {
      await budget.write(deps, spec, { is: "absent" }, "token");
      assert.deepEqual(operations(sandbox), ["CreateBudget"]);
      assert.deepEqual(sandbox.requests()[0].parameters, {
        AccountId: "123456789012",
        Budget: {
          BudgetLimit: { Amount: "200", Unit: "USD" },
          BudgetName: "da-us-west-2c-demo",
          BudgetType: "COST",
          CostFilters: {
            TagKeyValue: [
              "user:aws-parallelcluster-project$da-us-west-2c-demo",
              "user:aws-parallelcluster-clustername$demo",
            ],
          },
          CostTypes: {
            IncludeCredit: true,
            IncludeDiscount: true,
            IncludeOtherSubscription: true,
            IncludeRecurring: true,
            IncludeRefund: true,
            IncludeSubscription: true,
            IncludeSupport: true,
            IncludeTax: true,
            IncludeUpfront: true,
            UseBlended: false,
          },
          TimeUnit: "MONTHLY",
        },
        NotificationsWithSubscribers: [mailAt(75)],
      });
    });

    await step("CB2, CB3: the global one, with four mails in order", async (deps, sandbox) => {
      await budget.write(deps, global, { is: "absent" }, "token");
      const { Budget, NotificationsWithSubscribers } = sandbox.requests()[0].parameters;
      assert.match(JSON.stringify(Budget), /project\$daylily-global.*clustername\$demo/);
      assert.deepEqual(NotificationsWithSubscribers, [25, 50, 75, 99].map(mailAt));
    });

    await step("CB14: a look at its existence is one request by name", async (deps, sandbox) => {
      await budget.write(deps, spec, { is: "absent" }, "token");
      sandbox.clearRequests();
      assert.equal((await budget.find(deps, spec, "exists")).is, "ready");
      assert.deepEqual(operations(sandbox), ["DescribeBudget"]);
    });

    await step("CB13: one that exists meanwhile is told, and stays", async (deps) => {
      await budget.write(deps, { ...spec, amount: "50" }, { is: "absent" }, "token-1");
      await assert.rejects(budget.write(deps, spec, { is: "absent" }, "token-2"), isAlreadyThere);
      assert.equal((await whenReady(deps, budget, spec)).spec.amount, "50");
    });

    await step("CB20: the amount is sent as it was given", async (deps, sandbox) => {
      await budget.write(deps, { ...spec, amount: "150.50" }, { is: "absent" }, "token");
      assert.match(JSON.stringify(sandbox.requests()[0].parameters), /"Amount":"150.50"/);
      assert.equal((await whenReady(deps, budget, { ...spec, amount: "150.50" })).spec.amount, "150.50");
      assert.equal((await whenReady(deps, budget, spec)).spec.amount, "150.5");
    });

    await step("a bad name or amount is refused before any request", async (deps, sandbox) => {
      for (const bad of [{ ...spec, name: "a:b" }, { ...spec, amount: "1e3" }]) {
        await assert.rejects(budget.write(deps, bad, { is: "absent" }, "token"), { code: "DAY-CFG-003" });
      }
      assert.deepEqual(operations(sandbox), []);
    });

    await step("CB12: a denied creation is thrown and leaves nothing", async (deps, sandbox) => {
      sandbox.settings.denied.push("budgets:ModifyBudget");
      await assert.rejects(budget.write(deps, spec, { is: "absent" }, "token"), isDefiniteRefusal);
      assert.deepEqual(await budget.find(deps, spec, "full"), { is: "absent" });
    });

    await step("a look that is denied is an error, not an absent budget", async (deps, sandbox) => {
      sandbox.settings.denied.push("budgets:ViewBudget");
      await assert.rejects(budget.find(deps, spec, "exists"), isDenied);
    });

    await step("a lost answer leaves one budget with its mails", async (deps, sandbox) => {
      sandbox.faults.add({ operation: "CreateBudget", kind: "lost" });
      await assert.rejects(budget.write(deps, global, { is: "absent" }, "token"), isPerhapsOurs);
      assert.deepEqual(operations(sandbox), ["CreateBudget", "CreateBudget"]);
      assert.deepEqual(differences(global, (await whenReady(deps, budget, global)).spec), []);
    });

    await step("CB19: requests are signed for us-east-1", async (deps, sandbox) => {
      await budget.find(deps, spec, "exists");
      assert.deepEqual(sandbox.requests().map(({ region }) => region), ["us-east-1"]);
    });

    await step("every managed field is read back, and repaired without harm to other mails", async (deps) => {
      const other = { ...global, amount: "50", cluster: "first", thresholds: [50, 60], email: "bob@example.org" };
      await budget.write(deps, other, { is: "absent" }, "token-1");
      const seen = await whenReady(deps, budget, global);
      assert.deepEqual(
        differences(global, seen.spec).map(({ field }) => field.split(".")[0]).filter((each, index, all) =>
          all.indexOf(each) === index
        ),
        ["amount", "cluster", "email", "thresholds"],
      );
      await budget.write(deps, global, seen, "token-2");
      assert.deepEqual(differences(global, (await whenReady(deps, budget, global)).spec), []);
      const others = { ...global, thresholds: [60], email: "bob@example.org" };
      assert.deepEqual(differences(others, (await whenReady(deps, budget, others)).spec), []);
    });
  }),
);

/** An account that answers with one mail, or one address, on each page. */
function pagedBudgets(operation: string, body: string) {
  const { Notification, NextToken } = JSON.parse(body);
  const page = Number(NextToken ?? 0);
  const next = page < 1 ? { NextToken: String(page + 1) } : {};
  const mails = [mailAt(25).Notification, mailAt(75).Notification];
  const addresses = [`other${Notification?.Threshold}@example.org`, "ada@example.org"];
  const answers: Record<string, unknown> = {
    DescribeBudget: {
      Budget: { BudgetName: spec.name, BudgetLimit: { Amount: "200.0", Unit: "USD" }, TimeUnit: "MONTHLY" },
    },
    DescribeNotificationsForBudget: { Notifications: [mails[page]], ...next },
    DescribeSubscribersForNotification: {
      Subscribers: [{ SubscriptionType: "EMAIL", Address: addresses[page] }],
      ...next,
    },
  };
  return { body: JSON.stringify(answers[operation]), headers: { "content-type": "application/x-amz-json-1.1" } };
}

Deno.test("budget: mails and addresses of every page are read", async () => {
  await onServer(pagedBudgets, async (deps) => {
    const wanted = { ...spec, thresholds: [25, 75] };
    const found = await budget.find(deps, wanted, "full");
    assert.deepEqual(found.is === "ready" && [found.spec.thresholds, found.spec.email], [[25, 75], "ada@example.org"]);
  });
});

Deno.test("CB20: an amount that means the same is the same; another unit is told", async () => {
  await onServer(pagedBudgets, async (deps) => {
    const found = await budget.find(deps, { ...spec, amount: "200.00" }, "exists");
    assert.equal(found.is === "ready" && found.spec.amount, "200.00");
  });
  const odd = { BudgetLimit: { Amount: "200.0", Unit: "EUR" }, TimeUnit: "ANNUALLY" };
  await onServer(() => ({ body: JSON.stringify({ Budget: { BudgetName: spec.name, ...odd } }) }), async (deps) => {
    const found = await budget.find(deps, spec, "exists");
    assert.equal(found.is === "ready" && found.spec.amount, "200 EUR ANNUALLY");
  });
});
