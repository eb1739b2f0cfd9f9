import assert from "node:assert/strict";
import { costAfter } from "../../lib/worksets/work/measure_cost.ts";
import { costOf, costText } from "../../lib/worksets/protocol/cost_of.ts";
import { demo } from "../e2e/program.ts";
import { hurriedClock } from "../support/hurried_clock.ts";
import { installDouble } from "../support/install_double.ts";
import { programHere } from "../support/program_here.ts";
import { withSandbox } from "../support/sandbox.ts";
import { onWideCluster, wide } from "../cluster/wide_place.ts";
import { root, seedWork, usualFiles, worldIn } from "./worksets_here.ts";

const bucket = "sandbox-omics-analysis-us-west-2";
const begun = Date.UTC(2026, 0, 2, 3, 0);
const after = (minutes: number) => new Date(begun + minutes * 60_000);
const part = (what: string, usd_per_hour: number | null, since: number) => ({
  what,
  usd_per_hour,
  since: after(since),
});

const known = (...parts: readonly ReturnType<typeof part>[]) =>
  ({ is: "known", value: { parts, ended: undefined } }) as const;

Deno.test("decision 3.53: the cost of a workset counts from its begin, keeps what has ended, and says what nobody knows", () => {
  const first = costAfter(
    undefined,
    known(part("head node", 1, -600), part("node a", 6, 30), part("file system", null, -600)),
    begun,
    after(60),
  );
  assert.deepEqual(first.parts, { "head node": 1, "node a": 3 });
  const second = costAfter(
    first,
    known(part("head node", 1, -600), part("node b", 2, 90)),
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

Deno.test("decision 3.53: what the job records tell counts as far as it is more than what was seen and is gone", () => {
  let cost: ReturnType<typeof costAfter> | undefined;
  const look = (minutes: number, usd: number | undefined, ...parts: readonly ReturnType<typeof part>[]) => {
    const ended = usd === undefined ? undefined : { usd, uncounted: ["nodes of ended jobs in q/r"] };
    cost = costAfter(
      cost,
      { is: "known", value: { parts: [part("head node", 1, -600), ...parts], ended } },
      begun,
      after(minutes),
    );
    return costOf({ cost, cluster: undefined }).usd;
  };
  assert.equal(look(60, undefined, part("node a", 6, 30)), 4);
  assert.deepEqual(cost?.ended, undefined);
  // Node a is gone, which was seen for 3 USD; the records have it with 2 of 2.5 USD, then with others.
  assert.equal(look(120, 2.5), 5);
  assert.equal(look(120, 5), 7);
  // Another one runs, and nobody answers; then it is gone, and the records have it as well.
  assert.equal(look(180, undefined, part("node b", 2, 120)), 10);
  assert.equal(look(180, 7), 10);
  assert.equal(look(180, 4), 10);
  assert.deepEqual(cost?.uncounted, ["nodes of ended jobs in q/r"]);
  cost = costAfter(cost, { is: "unknown", why: "denied" }, begun, after(200));
  assert.equal(costOf({ cost, cluster: undefined }).usd, 10);
});

Deno.test("decision 3.53: a journal stays small however many nodes a workset has had", () => {
  let cost = costAfter(undefined, known(), begun, after(0));
  for (let turn = 0; turn < 50; turn++) {
    const value = Array.from({ length: 10 }, (_, index) => part(`node ${turn}.${index}`, 6, turn * 10));
    cost = costAfter(cost, known(...value), begun, after(turn * 10 + 10));
  }
  assert.ok(Object.keys(cost.parts).length <= 111, String(Object.keys(cost.parts).length));
  assert.equal(costOf({ cost, cluster: undefined }).usd, 500);
});

const onDemo = seedWork.replace("research-hg38-20240401", "demo").replace(
  "allow_existing: false",
  "allow_existing: true",
);

Deno.test(
  "decision 3.53: the monitor counts nodes that came and went by the job records of the cluster's head node, in the workset's time",
  onWideCluster(async ({ sandbox, env, head }) => {
    // A dollar a second.
    for (const type of ["r7i", "r6i", "r7a", "r6a", "r5"]) sandbox.settings.spotPrices[`${type}.2xlarge`] = 3_600;
    const local = (hours: number) => new Date(Date.now() + (hours + 5.5) * 3_600_000).toISOString().slice(0, 19);
    const record = (from: number, to: number, node: string) =>
      `JobId=1 UserId=u(1) GroupId=u(1) Name=a b JobState=COMPLETED Partition=i8 TimeLimit=1 StartTime=${
        local(from)
      } ` +
      `EndTime=${local(to)} NodeList=${node} NodeCnt=1 ProcCnt=8 WorkDir=/ ExitCode=0:0 \n`;
    const records = record(-1, 1, "i8-dy-r8-1") + record(-9, -1, "i8-dy-r8-2");
    await Deno.writeTextFile(`${head}/slurm/job_completions.txt`, records);
    const world = await worldIn(sandbox, bucket);
    await world.drop("ws1", usualFiles({ "daylily_work.yaml": onDemo }));
    const begin = Date.now();
    const { code, err } = await world.once("", {
      env: { ...world.env, ...env, DAYCTL_EXECUTABLE: world.env.DAYCTL_EXECUTABLE },
    });
    assert.equal(code, 0, err);
    const { cost } = JSON.parse(await world.text("ready/ws1/_daylily/journal.json"));
    assert.ok(cost.ended > 0 && cost.ended < (Date.now() - begin) / 1_000, JSON.stringify(cost));
    assert.deepEqual(cost.uncounted, []);
  }, wide),
);

Deno.test("decision 4: a workset on a cluster that stands has its cost in journal, report and info file", () =>
  withSandbox({ settings: { networkSeconds: 0, secondsOfCreation: 1 } }, async (sandbox) => {
    const made = await programHere(demo, { env: await installDouble(sandbox), clock: hurriedClock() });
    assert.equal(made.code, 0, made.err);
    const world = await worldIn(sandbox, bucket);
    await world.drop("ws1", usualFiles({ "daylily_work.yaml": onDemo }));
    await world.drop("ws2", usualFiles({ "daylily_work.yaml": onDemo.replace("name: demo", "name: nobodys") }));
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
