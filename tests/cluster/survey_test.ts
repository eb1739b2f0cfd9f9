import assert from "node:assert/strict";
import { networkStack } from "../../lib/aws/resources/network_stack.ts";
import { cluster } from "../../lib/cluster/pcluster/cluster.ts";
import { clusterSpec } from "../../lib/cluster/wanted/cluster_wanted.ts";
import { networkSpec } from "../../lib/cluster/wanted/network_spec.ts";
import { clusterStatus, type Survey } from "../../lib/cluster/plan/survey.ts";
import type { Json } from "../../lib/host/json.ts";
import { fixtureF } from "../support/sandbox.ts";
import { asked, type CreationHere, creations } from "./creation_here.ts";

const outcomes = ({ planned }: Survey) => planned.map(({ wanted, outcome }) => `${wanted.title}: ${outcome}`);

/** Stands where the cluster's own stack would; nobody looks further into it. */
async function stackOfTheName({ run, findings }: CreationHere): Promise<void> {
  const spec = { ...await networkSpec(run, findings), name: run.subject };
  await networkStack.write(run.deps, spec, { is: "absent" }, "somebody's token");
}

const everything = [
  "network of us-west-2b",
  "policy pcluster-omics-analysis",
  "role eventbridge-scheduler-to-sns",
  "budget daylily-global",
  "budget users of daylily-global",
  "budget da-us-west-2b-demo",
  "budget users of da-us-west-2b-demo",
  "cluster demo in us-west-2",
  "topic daylily-demo-heartbeat",
  "heartbeat mail to demo@example.org",
  "schedule daylily-demo-heartbeat",
];

/** Two prices, the role under its two names, two budgets, the stack, and the Spot prices of all types at once. */
const looks = [
  "DescribeBudget",
  "DescribeBudget",
  "DescribeSpotPriceHistory",
  "DescribeStacks",
  "GetProducts",
  "GetProducts",
  "GetRole",
  "GetRole",
];

Deno.test(
  "the survey of an empty account",
  creations({}, async (step) => {
    await step(
      "everything is to be made, in the order of the walk; it asks once for each and writes nothing",
      async (here) => {
        const [requests, survey] = await asked(here.sandbox, here.survey);
        assert.deepEqual(outcomes(survey), everything.map((title) => `${title}: create`));
        assert.deepEqual(requests.toSorted(), looks);
        assert.deepEqual([survey.schedulerRole, survey.clusterIsAbsent], [{ is: "absent" }, true]);
        assert.match(survey.template, /^Scheduling:$/m);
        assert.ok([...survey.spotPrices.values()].every((price) => price > 0) && survey.spotPrices.size > 8);
        assert.ok(here.run.journal.facts.every(({ fact }) => fact !== "intent" && fact !== "remembered"));
      },
    );

    await step("a resume takes template and prices as they were, and looks at the world again", async (here) => {
      const first = await here.survey();
      const life = await here.resume();
      here.sandbox.settings.spotPrices = { "r7i.2xlarge": 9 };
      const [requests, { template, spotPrices, listPrices }] = await asked(here.sandbox, life.survey);
      assert.deepEqual([template, spotPrices, listPrices], [first.template, first.spotPrices, first.listPrices]);
      assert.deepEqual(
        requests.toSorted(),
        looks.filter((operation) => !/^(GetProducts|DescribeSpot)/.test(operation)),
      );
    });

    await step("without a heartbeat nothing of it is looked for", async (here) => {
      const [requests, survey] = await asked(here.sandbox, here.survey);
      assert.ok(!requests.includes("GetRole"));
      assert.deepEqual(
        outcomes(survey),
        everything.filter((title) => !/role|heartbeat/.test(title)).map((t) => `${t}: create`),
      );
    }, { set: { heartbeat_email: "skip" } });

    await step("a role that nobody may look for is unknown, and none is planned", async (here) => {
      here.sandbox.settings.denied = ["iam:GetRole"];
      const survey = await here.survey();
      assert.deepEqual(survey.schedulerRole, { is: "unknown" });
      assert.ok(!outcomes(survey).some((line) => line.startsWith("role")));
    });

    await step("prices of the list are taken from the table where nobody may ask for them", async (here) => {
      here.sandbox.settings.denied = ["pricing:GetProducts"];
      const { listPrices } = await here.survey();
      assert.deepEqual([listPrices.headNode?.source, listPrices.scratchStorage?.source], ["table", "table"]);
    });

    await step("prices on Spot are needed: without them the run stops", async (here) => {
      here.sandbox.settings.denied = ["ec2:DescribeSpotPriceHistory"];
      const wanted = { code: "DAY-AWS-002", message: /us-west-2b/, fix: /ec2:DescribeSpotPriceHistory/ };
      await assert.rejects(here.survey(), wanted);
    });

    await step("budgets that nobody may look at stop the run before its first change", async (here) => {
      here.sandbox.settings.denied = ["budgets:ViewBudget"];
      await assert.rejects(here.survey(), /budgets:ViewBudget/);
    });

    await step("decision 3.30: a cluster of that name stops the run; its own does not", async (here) => {
      await stackOfTheName(here);
      const wanted = {
        code: "DAY-RUN-006",
        message: "cluster demo exists already in us-west-2 (CREATE_COMPLETE)",
        fix: /describe-cluster -n demo[\s\S]*delete-cluster -n demo/,
      };
      await assert.rejects(here.survey(), wanted);
      const spec: Json = clusterSpec(here.run, "its hash");
      const key = cluster.key(clusterSpec(here.run, ""));
      await here.run.journal.record({
        fact: "intent",
        kind: "cluster",
        key,
        spec,
        found: "absent",
        attempt: 1,
        token: "t",
      });
      const { clusterIsAbsent, planned } = await here.survey();
      const [status] = planned.filter(({ wanted }) => wanted.kind === "cluster").map(clusterStatus);
      assert.deepEqual([clusterIsAbsent, status], [false, "CREATE_COMPLETE"]);
    });
  }),
);

Deno.test(
  "the survey where everything stands",
  creations(fixtureF, async (step) => {
    await step("on the way to a creation it looks whether, to show it looks how", async (here) => {
      const expected = [
        "network of us-west-2b: exists",
        "policy pcluster-omics-analysis: create",
        "role eventbridge-scheduler-to-sns: exists",
        "budget daylily-global: differs",
        ...everything.slice(5).map((title) => `${title}: create`),
      ];
      const [requests, survey] = await asked(here.sandbox, here.survey);
      assert.deepEqual(outcomes(survey), expected);
      assert.deepEqual(requests.toSorted(), looks.toSpliced(looks.indexOf("GetRole"), 1));
      const [more, shown] = await asked(here.sandbox, () => here.survey("show"));
      for (
        const operation of ["GetRolePolicy", "DescribeNotificationsForBudget", "GetTopicAttributes", "GetSchedule"]
      ) {
        assert.ok(more.includes(operation) && !requests.includes(operation), operation);
      }
      assert.ok(here.sandbox.requests().every(({ mutating }) => !mutating));
      const [budget] = shown.planned.filter(({ wanted }) => wanted.title === "budget daylily-global");
      assert.deepEqual(budget.differences.map(({ field }) => field), ["cluster", "thresholds"]);
    });
  }),
);
