import assert from "node:assert/strict";
import { costAfter } from "../../lib/worksets/work/measure_cost.ts";
import { costOf, costText } from "../../lib/worksets/protocol/cost_of.ts";
import { demo } from "../e2e/program.ts";
import { hurriedClock } from "../support/hurried_clock.ts";
import { installDouble } from "../support/install_double.ts";
import { programHere } from "../support/program_here.ts";
import { withSandbox } from "../support/sandbox.ts";
import { root, seedWork, usualFiles, worldIn } from "./worksets_here.ts";

const bucket = "sandbox-omics-analysis-us-west-2";
const begun = Date.UTC(2026, 0, 2, 3, 0);
const after = (minutes: number) => new Date(begun + minutes * 60_000);
const part = (what: string, usd_per_hour: number | null, since: number) => ({
  what,
  usd_per_hour,
  since: after(since),
});

Deno.test("decision 3.53: the cost of a workset counts from its begin, keeps what has ended, and says what nobody knows", () => {
  const first = costAfter(
    undefined,
    { is: "known", value: [part("head node", 1, -600), part("node a", 6, 30), part("file system", null, -600)] },
    begun,
    after(60),
  );
  assert.deepEqual(first.parts, { "head node": 1, "node a": 3 });
  const second = costAfter(
    first,
    { is: "known", value: [part("head node", 1, -600), part("node b", 2, 90)] },
    begun,
    after(120),
  );
  assert.deepEqual(second.parts, { "head node": 2, "node a": 3, "node b": 1 });
  assert.deepEqual(second.uncounted, ["file system"]);
  const third = costAfter(second, { is: "unknown", why: "denied" }, begun, after(180));
  assert.equal(costText(costOf({ cost: third, cluster: undefined })), "≥ 6.00 USD and 1 of unknown price");
  const never = costAfter(undefined, { is: "unknown", why: "denied" }, begun, after(1));
  assert.deepEqual(costOf({ cost: never, cluster: undefined }), { usd: undefined, uncounted: [], why: "denied" });
  assert.equal(costText(costOf({ cost: never, cluster: undefined })), "unknown");
});

Deno.test("decision 3.53: a journal stays small however many nodes a workset has had", () => {
  let cost = costAfter(undefined, { is: "known", value: [] }, begun, after(0));
  for (let turn = 0; turn < 50; turn++) {
    const value = Array.from({ length: 10 }, (_, index) => part(`node ${turn}.${index}`, 6, turn * 10));
    cost = costAfter(cost, { is: "known", value }, begun, after(turn * 10 + 10));
  }
  assert.ok(Object.keys(cost.parts).length <= 111, String(Object.keys(cost.parts).length));
  assert.equal(costOf({ cost, cluster: undefined }).usd, 500);
});

Deno.test("decision 4: a workset on a cluster that stands has its cost in journal, report and info file", () =>
  withSandbox({ settings: { networkSeconds: 0, secondsOfCreation: 1 } }, async (sandbox) => {
    const made = await programHere(demo, { env: await installDouble(sandbox), clock: hurriedClock() });
    assert.equal(made.code, 0, made.err);
    const world = await worldIn(sandbox, bucket);
    const work = seedWork.replace("research-hg38-20240401", "demo").replace(
      "allow_existing: false",
      "allow_existing: true",
    );
    await world.drop("ws1", usualFiles({ "daylily_work.yaml": work }));
    await world.drop("ws2", usualFiles({ "daylily_work.yaml": work.replace("name: demo", "name: nobodys") }));
    const { code, err } = await world.once();
    assert.equal(code, 0, err);
    const { cost } = JSON.parse(await world.text("ready/ws1/_daylily/journal.json"));
    assert.ok(Object.keys(cost.parts).some((what) => what.startsWith("head node ")), JSON.stringify(cost));
    const report = await world.run(`monitor-worksets report s3://${bucket}/${root} --region us-west-2 --output json`);
    const [one, two] = JSON.parse(report.out).worksets;
    assert.equal(typeof one.cost_usd, "number");
    assert.deepEqual([two.cost_usd, two.cost_unknown], [null, ["there is no cluster nobodys in us-west-2"]]);
    assert.match(await world.text("complete/ws1/daylily_info.yaml"), /cost_usd: \d/);
    assert.match(await world.text("complete/ws2/daylily_info.yaml"), /cost_usd: null/);
    const table = await world.run(`monitor-worksets report s3://${bucket}/${root} --region us-west-2 --html page.html`);
    assert.match(table.out, /^ *ws1 .*≥ \d+\.\d\d USD/m);
    assert.match(table.out, /^ *ws2 .*unknown/m);
    assert.match(table.out, /written: \S+page\.html$/m);
    assert.match(await Deno.readTextFile(`${world.folder}/page.html`), /<title>Worksets of s3:\/\/sandbox-omics/);
  }));
