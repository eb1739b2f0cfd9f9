import assert from "node:assert/strict";
import { clusterDeps } from "../../lib/cluster/create/cluster_deps.ts";
import { makePlan, type Plan, showPlan } from "../../lib/cluster/plan/plan.ts";
import { type Survey, surveyCreation } from "../../lib/cluster/plan/survey.ts";
import type { Findings } from "../../lib/preflight/preflight.ts";
import { fixtureF } from "../support/sandbox.ts";
import { asked, type CreationHere, creations } from "./creation_here.ts";

const today = new Date("2026-01-02T03:04:05Z");

const planOf = ({ prepared, findings }: CreationHere, survey: Survey, change: Partial<Findings> = {}) =>
  makePlan(survey, prepared, { ...findings, ...change }, { now: today });

const rows = ({ items }: Plan) => items.map(({ what, outcome, note }) => [what, outcome, note]);
const row = (plan: Plan, name: RegExp) => rows(plan).filter(([what]) => name.test(what));

/** The survey with something else found in a kind's place. */
function withFound(survey: Survey, kind: string, found: Survey["planned"][number]["found"]): Survey {
  return { ...survey, planned: survey.planned.map((each) => each.wanted.kind === kind ? { ...each, found } : each) };
}

const usd = ({ cost }: Plan, what: RegExp) => cost.items.find((item) => what.test(item.what));

Deno.test(
  "the plan of a creation in an empty account",
  creations({}, async (step) => {
    await step("it says what is made and what that costs, out of the survey alone", async (here) => {
      const survey = await here.survey();
      const facts = here.run.journal.facts.length;
      const [requests, plan] = await asked(here.sandbox, () => Promise.resolve(planOf(here, survey)));
      assert.deepEqual(planOf(here, survey), plan);
      assert.deepEqual([requests, here.run.journal.facts.length], [[], facts]);
      assert.deepEqual(rows(plan), [
        ["network of us-west-2b", "create", "VPC, subnets, NAT gateway, policy"],
        ["policy pcluster-omics-analysis", "create", ""],
        ["role eventbridge-scheduler-to-sns", "create", ""],
        ["budget daylily-global", "create", "200 USD a month"],
        ["budget users of daylily-global", "create", ""],
        ["budget da-us-west-2b-demo", "create", "200 USD a month"],
        ["budget users of da-us-west-2b-demo", "create", ""],
        ["cluster demo in us-west-2", "create", ""],
        ["topic daylily-demo-heartbeat", "create", ""],
        ["heartbeat mail to demo@example.org", "create", ""],
        ["schedule daylily-demo-heartbeat", "create", "rate(60 minutes)"],
      ]);
      assert.deepEqual(plan.warnings, []);
      assert.equal(usd(plan, /^NAT/)?.note, "stays with the network");
      assert.equal(usd(plan, /^Spot/)?.date, "2026-01-02");
      assert.ok((plan.cost.usd_per_hour_most ?? 0) > (plan.cost.usd_per_hour_idle ?? Infinity));
    });

    await step("decision 3.47: a creation that AWS is going to refuse is told again", async (here) => {
      const toolchain = { ...here.findings.toolchain, warning: "the creation will fail on AWS" };
      const { warnings } = planOf(here, await here.survey(), { toolchain });
      assert.deepEqual(warnings, [{
        id: "toolchain.pcluster",
        step: "plan",
        message: "the creation will fail on AWS",
      }]);
    });

    await step("a role that is not ours to make has a line of its own", async (here) => {
      here.sandbox.settings.denied = ["iam:GetRole"];
      const unknown = await here.survey();
      const may = "not known, because the permission iam:GetRole is missing; no heartbeat mails will be sent";
      assert.deepEqual(row(planOf(here, unknown), /role/), [["IAM role that sends heartbeat mails", "exists", may]]);
      const arn = "arn:aws:iam::123456789012:role/own";
      const named = planOf(here, { ...unknown, schedulerRole: { is: "present", arn } });
      assert.deepEqual(row(named, /role/), [["IAM role that sends heartbeat mails", "exists", arn]]);
    });

    await step("without a heartbeat there is no line of it", async (here) => {
      assert.deepEqual(row(planOf(here, await here.survey()), /role|heartbeat/), []);
    }, { set: { heartbeat_email: "skip" } });

    await step("a cluster that stands, grows or is stuck is left alone, and the plan says how it is", async (here) => {
      const survey = await here.survey();
      const ways = [
        [{ is: "ready", spec: null, out: { status: "CREATE_COMPLETE" } }, "CREATE_COMPLETE"],
        [{ is: "moving", why: "its stack is in CREATE_IN_PROGRESS" }, "its stack is in CREATE_IN_PROGRESS"],
        [{ is: "stuck", why: "its stack is in CREATE_FAILED", fix: "" }, "its stack is in CREATE_FAILED"],
      ] as const;
      for (const [found, status] of ways) {
        const plan = planOf(here, withFound(survey, "cluster", found));
        const note = `${status}; create stops here and does not change it`;
        assert.deepEqual(row(plan, /^cluster/), [["cluster demo in us-west-2", "exists", note]]);
      }
    });

    await step("a stack that is not complete is named in the network's line", async (here) => {
      const { run, prepared } = here;
      const why = "stack pcluster-vpc-stack-2b is CREATE_FAILED";
      const findings = { ...here.findings, network: { is: "unfinished", why } as const };
      const survey = await surveyCreation(run, prepared, findings, clusterDeps(run, findings));
      assert.deepEqual(row(planOf(here, survey, findings), /^network/), [["network of us-west-2b", "create", why]]);
    });
  }),
);

Deno.test(
  "the plan where most of it stands",
  creations(fixtureF, async (step) => {
    await step("what exists is kept, what differs is told, and a shared gateway costs nothing more", async (here) => {
      const plan = planOf(here, await here.survey("show"));
      assert.deepEqual(rows(plan).slice(0, 4), [
        ["network of us-west-2b", "exists", ""],
        ["policy pcluster-omics-analysis", "create", ""],
        ["role eventbridge-scheduler-to-sns", "differs", ""],
        ["budget daylily-global", "differs", "200 USD a month"],
      ]);
      assert.deepEqual(row(plan, /users of daylily-global/), []);
      assert.equal(plan.items[3].differences[0].words, "counts cluster: none, wanted demo");
      assert.equal(usd(plan, /^NAT/)?.usd_per_hour, 0);
    });

    await step("it is shown line by line", async (here) => {
      const plan = planOf(here, await here.survey());
      const before = here.events.length;
      showPlan(here.run, plan);
      const shown = here.events.slice(before);
      assert.ok(shown.every(({ code, level }) => code === "plan.line" && level === "info"));
      assert.equal(shown[0].message, "plan for cluster demo in us-west-2b");
      assert.match(shown[1].message, /keep +network of us-west-2b/);
    });
  }),
);
