import assert from "node:assert/strict";
import { budget } from "../../lib/aws/resources/budget.ts";
import { ensureBudgets, hasToBeMade, termsOf } from "../../lib/cluster/create/budgets.ts";
import type { Prepared } from "../../lib/cluster/prepare.ts";
import type { Survey } from "../../lib/cluster/plan/survey.ts";
import { seedBudget } from "../../lib/sandbox/emulator/seed.ts";
import type { Sandbox } from "../support/sandbox.ts";
import { asked, type CreationHere, creations, origins, warned } from "./creation_here.ts";

const [globalName, clusterName] = ["daylily-global", "da-us-west-2b-demo"];
const each = ["CreateBudget", "GetObject", "PutObject"];
const table = "/sandbox-omics-analysis-us-west-2/data/budget_tags/pcluster-project-budget-tags.tsv";

async function budgetsOf({ run, prepared, findings, survey, sandbox }: CreationHere, known?: Survey) {
  const seen = known ?? await survey();
  return await asked(sandbox, () => ensureBudgets(run, prepared, findings, seen));
}

async function tableOf({ calls }: Sandbox): Promise<string> {
  const answer = await calls.send("s3", "GET", table);
  const text = await answer.text();
  return answer.ok ? text : "";
}

function madeBudgets(sandbox: Sandbox): readonly string[] {
  return sandbox.requests().flatMap(({ operation, parameters }) =>
    operation === "CreateBudget" ? [(parameters.Budget as { readonly BudgetName: string }).BudgetName] : []
  );
}

/** A configuration that says nothing of the budgets' amounts and users. */
function silentOnBudgets(prepared: Prepared): Prepared {
  const triplets = [...prepared.source.triplets].filter(([key]) => !/budget_(amount|users)$/.test(key));
  return { ...prepared, source: { ...prepared.source, triplets: new Map(triplets), templateDefaults: new Map() } };
}

const found = async ({ run: { deps } }: CreationHere, name: string, amount: string) => {
  const spec = { account: "123456789012", name, amount, cluster: "demo", thresholds: [75], email: "a@b.co" };
  const look = await budget.find(deps, spec, "exists");
  return look.is === "ready" ? look.spec.amount : look.is;
};

Deno.test(
  "the two budgets",
  creations({}, async (step) => {
    await step("decision 3.45: each is made with its mails in one request, and then its line", async (here) => {
      const [requests, budgets] = await budgetsOf(here);
      assert.deepEqual(requests, [...each, ...each]);
      assert.deepEqual(madeBudgets(here.sandbox), [globalName, clusterName]);
      const mails = here.sandbox.requests().filter(({ operation }) => operation === "CreateBudget")
        .map(({ parameters }) => (parameters.NotificationsWithSubscribers as readonly unknown[]).length);
      assert.deepEqual(mails, [4, 1]);
      const terms = { users: { value: "ubuntu", origin: "file" }, amount: { value: "200", origin: "file" } };
      assert.deepEqual(budgets, {
        global: { name: globalName, terms: { ...terms, amount: { value: "500", origin: "flag" } } },
        cluster: { name: clusterName, terms },
      });
      assert.equal(await tableOf(here.sandbox), `others\tx\n${globalName}\tubuntu\n${clusterName}\tubuntu\n`);
      const pair = ["budget: created", "tags-table-line: created"];
      assert.deepEqual(origins(here.run), [...pair, ...pair]);
    }, {
      set: { global_budget_amount: "500" },
      before: ({ calls }) => calls.send("s3", "PUT", table, { body: "others\tx\n" }),
    });

    await step("decision 3.22: what exists is left alone, and nobody is asked about it", async (here) => {
      const [requests, budgets] = await budgetsOf({ ...here, prepared: silentOnBudgets(here.prepared) });
      assert.deepEqual(requests, []);
      const none = (name: string) => ({ name, terms: null });
      assert.deepEqual(budgets, { global: none(globalName), cluster: none(clusterName) });
      assert.deepEqual(origins(here.run), ["budget: found", "budget: found"]);
      assert.ok(here.run.journal.facts.every((fact) => fact.fact !== "decided" || !fact.key.endsWith("_budget")));
      assert.equal(await tableOf(here.sandbox), "");
    }, { before: ({ calls }) => Promise.all([globalName, clusterName].map((name) => seedBudget(calls, name))) });

    await step("of what is missing somebody has to say what it holds, before it is made", async (here) => {
      const prepared = silentOnBudgets(here.prepared);
      await assert.rejects(budgetsOf({ ...here, prepared }), { code: "DAY-PROMPT-001" });
      assert.deepEqual(here.sandbox.requests(), []);
    });

    await step("terms are settled once for all lives of the run", async (here) => {
      const terms = await termsOf(here.run, here.prepared, "cluster");
      const { run } = await here.resume();
      assert.deepEqual(await termsOf(run, silentOnBudgets(here.prepared), "cluster"), terms);
    });

    await step("a budget that is denied stops the run before anything else of it", async (here) => {
      here.sandbox.settings.denied = ["budgets:ModifyBudget"];
      await assert.rejects(budgetsOf(here), /not authorized to perform: budgets:ModifyBudget/);
      assert.deepEqual(here.sandbox.requests().map(({ operation }) => operation), ["CreateBudget"]);
      assert.equal(here.run.journal.facts.at(-1)?.fact, "refused");
      assert.deepEqual(origins(here.run), []);
    });

    await step("users that may not be written down are a warning with the line to add", async (here) => {
      here.sandbox.settings.denied = ["s3:PutObject"];
      await budgetsOf(here);
      assert.deepEqual(madeBudgets(here.sandbox), [globalName, clusterName]);
      assert.deepEqual(warned(here.run), ["budget.users", "budget.users"]);
      const told = here.run.journal.facts.flatMap((fact) => fact.fact === "warning" ? [fact.message] : []);
      assert.match(told[0], /s3:PutObject.*; add this line by hand: daylily-global<TAB>ubuntu,ada$/s);
      assert.match(told[1], /; add this line by hand: da-us-west-2b-demo<TAB>ubuntu$/);
      assert.deepEqual(origins(here.run), ["budget: created", "budget: created"]);
    }, { set: { global_allowed_budget_users: "ada" } });

    await step("decision 3.48: a colleague's that came up since the survey is found and stays his", async (here) => {
      const seen = await here.survey();
      await seedBudget(here.sandbox.calls, clusterName);
      const [requests] = await budgetsOf(here, seen);
      assert.deepEqual(requests.slice(0, 4), [...each, "CreateBudget"]);
      assert.ok(requests.slice(4).every((operation) => operation.startsWith("Describe")), requests.join());
      assert.deepEqual(origins(here.run), ["budget: created", "tags-table-line: created", "budget: found"]);
      assert.equal(await found(here, clusterName, "300"), "200");
      assert.equal(await tableOf(here.sandbox), `${globalName}\tubuntu\n`);
    }, { set: { budget_amount: "300" } });

    await step("a resume completes what the run has begun, and makes nothing twice", async (here) => {
      const { sandbox } = here;
      let life = here;
      for (const operation of ["CreateBudget", "PutObject"]) {
        const { stop } = life;
        sandbox.faults.add({ operation, kind: "lost", onHit: () => stop.abort(new Error("cut")) });
        await assert.rejects(budgetsOf(life), { message: "cut" });
        life = await life.resume();
      }
      const seen = await life.survey();
      assert.ok(hasToBeMade(life.run, life.findings, seen, "global"), "this run's to complete");
      const [requests] = await budgetsOf(life, seen);
      assert.deepEqual(madeBudgets(sandbox), [clusterName], requests.join());
      const pair = ["budget: created", "tags-table-line: created"];
      assert.deepEqual(origins(life.run), [...pair, ...pair]);
      assert.equal(await tableOf(sandbox), `${globalName}\tubuntu\n${clusterName}\tubuntu\n`);
    });

    await step("what has to be made is what is absent", async (here) => {
      const { run, findings } = here;
      const seen = await here.survey();
      const has = (kind: "global" | "cluster") => hasToBeMade(run, findings, seen, kind);
      assert.deepEqual([has("global"), has("cluster")], [false, true]);
    }, { before: ({ calls }) => seedBudget(calls, globalName) });
  }),
);
