import assert from "node:assert/strict";
import { plannedDifferences } from "../../lib/state/walks/plan_differences.ts";
import { planText } from "../../lib/cluster/plan/plan_text.ts";

const cost = {
  items: [
    { what: "head node r7i.2xlarge", usd_per_hour: 0.5292, source: "price list", date: "2026-02-01", note: "" },
    { what: "NAT gateway", usd_per_hour: 0, source: "table", date: "2026-01", note: "shared, runs for 0.045" },
    { what: "Spot, at most 120 nodes", usd_per_hour: null, source: "", date: "", note: "" },
  ],
  usd_per_hour_idle: 0.5292,
  usd_per_hour_most: null,
  unknown_idle: [],
  unknown_most: ["no price is known of Spot, at most 120 nodes"],
} as const;

Deno.test("decision 3.35: a plan in words, aligned, at most 78 columns wide", () => {
  const items = [
    { what: "network of us-west-2b", outcome: "create", note: "VPC, subnets, NAT gateway", differences: [] },
    { what: "budget daylily-global", outcome: "exists", note: "200 USD a month", differences: [] },
    {
      what: "budget da-us-west-2b-tc1",
      outcome: "differs",
      note: "300 USD a month",
      differences: plannedDifferences({ amount: "200", mails: [75] }, { amount: "300", mails: [] }, {
        amount: "USD a month",
      }),
    },
  ] as const;
  const lines = planText({ items, cost, warnings: [], notes: ["tags are not active"] });
  assert.deepEqual(lines, [
    "  create  network of us-west-2b     VPC, subnets, NAT gateway",
    "  keep    budget daylily-global     200 USD a month",
    "  keep    budget da-us-west-2b-tc1  300 USD a month",
    "                                    differs: USD a month: 300, wanted 200",
    "                                    differs: mails: 75 missing",
    "  existing resources that differ are not changed, except the heartbeat mails",
    "  of the cluster and the resources of its unfinished run",
    "  note  tags are not active",
    "estimated cost in USD an hour",
    "  head node r7i.2xlarge    0.529  price list 2026-02-01",
    "  NAT gateway              0.000  price table 2026-01; shared, runs for 0.045",
    "  Spot, at most 120 nodes      ?",
    "  while no job runs        0.529",
    "  at most                      ?  no price is known of Spot, at most 120 nodes",
    "  not included: disks, addresses, traffic, logs, taxes",
  ]);
  assert.ok(lines.every((line) => line.length <= 78));
});

Deno.test("decision 3.35: half a tenth of a cent counts up, so that the parts of a price add up", () => {
  const fsx = { what: "FSx", usd_per_hour: 0.9205, source: "table", date: "2026-01", note: "" } as const;
  const nat = { ...fsx, what: "NAT gateway", usd_per_hour: 0.045 };
  const items = [cost.items[0], fsx, nat, { ...fsx, what: "a", usd_per_hour: 1.0045 }, { ...fsx, usd_per_hour: 1e6 }];
  const lines = planText({
    items: [],
    warnings: [],
    notes: [],
    cost: { items, usd_per_hour_idle: 1.4947, usd_per_hour_most: 0.0004, unknown_idle: [], unknown_most: [] },
  });
  const shown = lines.map((line) => /\d+\.\d{3}/.exec(line)?.[0]).filter((each) => each !== undefined);
  assert.deepEqual(shown, ["0.529", "0.921", "0.045", "1.005", "1000000.000", "1.495", "0.000"]);
});

Deno.test("differences: a list by its members, a document is another one or it is not, equal is nothing", () => {
  const wanted = { list: ["a", "b"], document: { Statement: [{ Action: "x" }] }, same: 1, gone: "there" };
  const actual = { list: ["a"], document: { Statement: [{ Action: "y" }] }, same: 1, gone: "" };
  assert.deepEqual(plannedDifferences(wanted, actual, { document: "what it allows" }).map(({ words }) => words), [
    "what it allows: different content",
    "gone: none, wanted there",
    "list: b missing",
  ]);
  assert.deepEqual(plannedDifferences(wanted, wanted), []);
  const members = (expected: number[], there: number[]) =>
    plannedDifferences({ list: expected }, { list: there }).map(({ words }) => words);
  assert.deepEqual(members([25, 50, 75], [75, 12.5]), ["list: 25, 50 missing, 12.5 unexpected"]);
  assert.deepEqual(members([25, 75], [75, 25]), []);
});
