import assert from "node:assert/strict";
import { budgetTerms } from "../../lib/config/settings/budget_terms.ts";
import { type Entries, scriptedDeps, sourceOf } from "./scripted.ts";

async function terms(budget: "global" | "cluster", entries: Entries, answers?: readonly string[]) {
  const deps = scriptedDeps({ answers });
  const { users, amount } = await budgetTerms(deps, sourceOf(entries), budget);
  return { users: users.value, amount: amount.value, ids: deps.prompter.shown.map(({ id }) => id), deps };
}

const ask: Entries = {
  allowed_budget_users: ["PROMPTUSER", "ignored", ""],
  budget_amount: ["PROMPTUSER", "", ""],
  global_allowed_budget_users: ["PROMPTUSER", "", ""],
  global_budget_amount: ["PROMPTUSER", "300", ""],
};

Deno.test("3.11: configured terms are used without a question", async () => {
  const { users, amount, ids } = await terms("cluster", {
    allowed_budget_users: ["PROMPTUSER", "", "u1,u2"],
    budget_amount: ["PROMPTUSER", "", "150.5"],
  });
  assert.deepEqual([users, amount, ids], ["u1,u2", "150.5", []]);
});

Deno.test("T79: users first, then the amount with its default", async () => {
  const global = await terms("global", ask, ["u1", ""]);
  assert.deepEqual([global.users, global.amount], ["u1", "300"]);
  assert.deepEqual(global.ids, ["global_allowed_budget_users", "global_budget_amount"]);
  const cluster = await terms("cluster", ask, ["u1", "lots", "0", "150.5"]);
  assert.deepEqual([cluster.users, cluster.amount], ["u1", "150.5"]);
  assert.equal((await terms("cluster", ask, ["u1", ""])).amount, "200");
});

Deno.test("3.42: no users means nobody else", async () => {
  assert.equal((await terms("cluster", ask, ["", ""])).users, "ubuntu");
});

Deno.test("2.3: users that would break the table are asked again", async () => {
  const { users, deps } = await terms("cluster", {
    ...ask,
    allowed_budget_users: ["PROMPTUSER", "", "a\tb"],
  }, ["a,b", "5"]);
  assert.equal(users, "a,b");
  assert.match(deps.warnings()[0], /control characters/);
});
