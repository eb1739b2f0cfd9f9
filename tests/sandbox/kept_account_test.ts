import assert from "node:assert/strict";
import { join } from "node:path";
import { seedBucket, seedBudget } from "../../lib/sandbox/emulator/seed.ts";
import { fixtureF, type Sandbox, withSandbox } from "../support/sandbox.ts";

const account = { AccountId: "123456789012" };

/** A little of everything that an account consists of: emulator, front and home folder. */
async function lookAt({ calls, home, endpoint }: Sandbox) {
  const buckets = await (await calls.send("s3", "GET", "/")).text();
  const { Budgets } = await calls.json("budgets", "AWSBudgetServiceGateway.DescribeBudgets", account) as {
    Budgets: readonly { BudgetName: string }[];
  };
  const subnets = await calls.query("ec2", "DescribeSubnets", {});
  const user = await calls.query("iam", "ListUsers", {});
  const pem = join(home, ".ssh", "omics-k.pem");
  const found = await Deno.stat(pem).catch(() => undefined);
  return {
    buckets: [...buckets.matchAll(/<Name>(.*?)<\/Name>/g)].map(([, name]) => name),
    budgets: Budgets.map(({ BudgetName }) => BudgetName),
    subnets: [...subnets.matchAll(/<subnetId>(.*?)<\/subnetId>/g)].map(([, id]) => id),
    users: [...user.matchAll(/<UserName>(.*?)<\/UserName>/g)].map(([, name]) => name),
    key: found && [(found.mode ?? 0) & 0o777, await Deno.readTextFile(pem)],
    config: (await Deno.readTextFile(join(home, ".aws", "config"))).includes(endpoint),
  };
}

Deno.test("an account that is made anew again and again is the same one each time, whatever became of it", () =>
  withSandbox({ seed: fixtureF }, async (sandbox) => {
    await sandbox.reset();
    const first = await lookAt(sandbox);
    assert.deepEqual(first.budgets, fixtureF.budgets);
    assert.deepEqual([first.users, first.config, first.key?.[0]], [["alice"], true, 0o400]);
    for (const between of ["nothing", "changes", "another account", "an empty one"]) {
      if (between === "changes") {
        await seedBucket(sandbox.calls, "other-us-west-2");
        await seedBudget(sandbox.calls, "other");
        await Deno.remove(join(sandbox.home, ".ssh"), { recursive: true });
        await Deno.writeTextFile(join(sandbox.home, "more"), "more");
      }
      if (between === "another account") await sandbox.reset({ user: "bob" });
      if (between === "an empty one") await sandbox.reset(false);
      await sandbox.reset();
      assert.deepEqual(await lookAt(sandbox), first, between);
      await assert.rejects(() => Deno.stat(join(sandbox.home, "more")), Deno.errors.NotFound);
    }
    // What is made afterwards has names of its own in each life.
    const made = new Set<string>();
    for (let life = 0; life < 2; life++) {
      await sandbox.reset();
      made.add(await sandbox.calls.query("ec2", "CreateVpc", { CidrBlock: "10.9.0.0/16" }));
    }
    assert.equal(made.size, 2);
  }));
