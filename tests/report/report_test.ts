import assert from "node:assert/strict";
import { join } from "node:path";
import { html } from "../../lib/report/html.ts";
import { span } from "../../lib/report/span.ts";
import { thing } from "../../lib/report/thing.ts";
import { timeline } from "../../lib/report/timeline.ts";
import { timelineSvg } from "../../lib/report/timeline_svg.ts";
import { configFolder, demo } from "../e2e/program.ts";
import { hurriedClock } from "../support/hurried_clock.ts";
import { installDouble } from "../support/install_double.ts";
import { programHere } from "../support/program_here.ts";
import { withSandbox } from "../support/sandbox.ts";
import { inTemporaryFolder } from "../support/temporary.ts";
import { hostile, hostileRun } from "./hostile_run.ts";

const settings = { networkSeconds: 0, secondsOfCreation: 1, spend: { "da-us-west-2b-demo": 12.5 } };

Deno.test("report: the page of a creation tells its gates, resources, cost, spend, configuration and files", () =>
  withSandbox({ settings }, async (sandbox) => {
    const env = await installDouble(sandbox);
    const here = { env, clock: hurriedClock() };
    const created = await programHere(demo, here);
    assert.equal(created.code, 0, created.err);
    const { code, out, err } = await programHere(["report", "--output", "json"], here);
    assert.equal(code, 0, err);
    const { path, run } = JSON.parse(out);
    assert.equal(path, join(configFolder(sandbox), `report_${run}.html`));
    assert.equal(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o600);
    const page = await Deno.readTextFile(path);
    for (
      const expected of [
        ">gate 1: programs<",
        ">gate 9: network<",
        ">cluster demo<",
        ">pcluster create-cluster<",
        ">table in dayctl, of ",
        "<small>the cluster file that ParallelCluster was given</small>",
        ">created</span>",
        'href="https://us-west-2.console.aws.amazon.com/cloudformation/home?region=us-west-2#/stacks?filteringText=demo&amp;',
        "an hour while no job runs",
        "12.50 USD",
        "<td>the only one in AWS</td>",
        "<td>configuration file</td>",
        '<span class="state unchanged">unchanged</span>',
        "<code>deno task delete --cluster demo --region us-west-2</code>",
      ]
    ) assert.ok(page.includes(expected), expected);
    assert.doesNotMatch(page, /undefined|NaN|\[object/);
    assert.doesNotMatch(page, /<(script|link|img|iframe|object)\b|url\(/);

    const { final_config } = JSON.parse(
      await Deno.readTextFile(join(configFolder(sandbox), `state_${run}.json`)),
    ).artifacts;
    await Deno.writeTextFile(final_config, "changed by hand");
    const elsewhere = { ...here, env: { ...env, DAYCTL_TYPED_FLAGS: "--sandbox" } };
    const again = await programHere(["report", "--run", run], elsewhere);
    assert.equal(again.code, 0, again.err);
    const later = await Deno.readTextFile(path);
    assert.ok(later.includes('<span class="state changed">changed</span>'));
    // As on the streams: the command leads to the place where this run was.
    assert.ok(later.includes("<code>deno task delete --sandbox --cluster demo --region us-west-2</code>"));

    const value = await programHere(["explain", "s3_bucket_name", "--output", "json"], here);
    assert.equal(JSON.parse(value.out).origin, "candidate");
  }));

Deno.test("report: what a run was told stays text, and a page is made where AWS cannot be asked", () =>
  inTemporaryFolder(async (folder) => {
    const name = await hostileRun(folder, "http://127.0.0.1:9");
    const env = { HOME: folder, PATH: folder, DAYLILY_CONFIG_DIR: folder };
    const { code, out, err } = await programHere(["report", "--output", "json"], { env, folder });
    assert.equal(code, 0, err);
    const { out: said } = await programHere(["report"], { env, folder });
    assert.doesNotMatch(said, /[^\P{Cc}\n]|\p{Bidi_Control}/u);
    const page = await Deno.readTextFile(JSON.parse(out).path);
    assert.ok(page.includes("&lt;script src="));
    assert.doesNotMatch(page, /<script|<img|<iframe|href="javascript/);
    for (const never of ["\u001b", "\u202e", "AKIAABCDEFGHIJKLMNOP"]) assert.ok(!page.includes(never), never);
    assert.ok(page.includes(name.replace("<", "&lt;").replace(">", "&gt;")));
  }));

Deno.test("report: a run that is not there, and no run at all", () =>
  inTemporaryFolder(async (folder) => {
    const env = { HOME: folder, PATH: folder, DAYLILY_CONFIG_DIR: folder };
    for (const words of [[], ["--run", "demo_20260102030405"]]) {
      const { code, out } = await programHere(["report", ...words, "--output", "json"], { env, folder });
      const { error } = JSON.parse(out);
      assert.deepEqual([code, error.code], [1, "DAY-RUN-003"]);
      assert.match(error.fix, /deno task status --runs/);
    }
  }));

Deno.test("html: what is put in is escaped, in elements and in attributes, unless it is markup", () => {
  const text = hostile("http://x");
  const { text: page } = html`<p title="${text}">${[text, html`<b>${1}</b>`]}</p>`;
  const [, title, inner] = /^<p title="([^"]*)">(.*)<b>1<\/b><\/p>$/.exec(page) ?? assert.fail(page);
  assert.equal(title, inner);
  assert.doesNotMatch(inner, /[<>"']/);
});

Deno.test("span: a stretch of time in its two largest units", () => {
  const spans = [0, 400, 9_940, 12_000, 59_700, 151_000, 11_040_000, 190_800_000].map(span);
  assert.deepEqual(spans, ["under 0.1 s", "0.4 s", "9.9 s", "12 s", "1 min", "2 min 31 s", "3 h 4 min", "2 d 5 h"]);
});

Deno.test("thing: a link into the console is made of encoded parts only; an unknown kind has none", () => {
  assert.deepEqual(thing("scheduler-role", "1/global/a b"), {
    title: "IAM role a b",
    link: "https://console.aws.amazon.com/iam/home#/roles/details/a%20b",
  });
  assert.deepEqual(thing("odd-kind", "1/global/x"), { title: "odd kind x", link: "" });
  assert.match(thing("topic", 'x/evil.example"/n').link, /^https:\/\/evil\.example%22\.console\.aws\.amazon\.com\//);
});

Deno.test("timeline: a step on the head node lasts from the fact before its mark to the mark", () => {
  const decided = (at: number, key: string) => ({ at, fact: { fact: "decided", key, value: "done" } as const });
  const { bars } = timeline([
    decided(0, "cost"),
    decided(5, "headnode.clone i-1"),
    decided(9, "headnode.environment i-1"),
    decided(9, "headnode"),
  ]);
  assert.deepEqual(bars, [
    { group: "headnode", title: "cloning the control repository", from: 0, to: 5, outcome: "done" },
    { group: "headnode", title: "making the conda environment DAY-EC", from: 5, to: 9, outcome: "done" },
  ]);
});

Deno.test("timeline: an interruption of hours takes no room, and a resource that nobody saw stand is open", () => {
  const at = (minutes: number) => minutes * 60_000;
  const intent = { fact: "intent", kind: "cluster", key: "1/r/demo", spec: {}, found: "absent" } as const;
  const run = timeline([
    { at: at(0), fact: { fact: "preflight_passed" } },
    { at: at(1), fact: { ...intent, attempt: 1, token: "" } },
    { at: at(2), fact: { fact: "resumed", tool_version: "" } },
    { at: at(602), fact: { fact: "resumed", tool_version: "" } },
    { at: at(603), fact: { fact: "preflight_passed" } },
  ]);
  assert.deepEqual(run.bars.map(({ outcome, to }) => [outcome, to]), [["open", undefined]]);
  assert.deepEqual(run.lives.map(({ from, to }) => to - from), [at(1), 0, at(1)]);
  const { text } = timelineSvg(run);
  assert.match(text, /interrupted 10 h</);
  for (const [, x, width] of text.matchAll(/<rect class="bar[^>]* x="([\d.]+)"[^>]* width="([\d.]+)"/g)) {
    assert.ok(Number(x) >= 300 && Number(x) + Number(width) <= 1000, `${x} ${width}`);
  }
});
