import assert from "node:assert/strict";
import { parse } from "yaml";
import { clusterPlace } from "../../lib/worksets/contract/cluster_place.ts";
import { infoFileName, type RunInfo, withRunInfo } from "../../lib/worksets/contract/info_file.ts";
import { readWorkFile } from "../../lib/worksets/contract/read_work_file.ts";
import { fc } from "../support/fast_check.ts";

const work = (createArgs: string) =>
  readWorkFile(
    `aws: {profile: p, region: us-east-1}\ncluster: {name: demo, template: t, create_args: ${createArgs}}\npipeline: {}\n`,
  );

Deno.test("decision 4: the zone is named, or the only one with a network; the configuration is named, or the surroundings'", () => {
  const place = (args: string, choices: Parameters<typeof clusterPlace>[1]) => clusterPlace(work(args), choices);
  const one = { zones: ["us-east-1b"], environmentConfig: "env.yaml", monitorConfig: "own.yaml" };
  assert.deepEqual(place("[]", one), { zone: "us-east-1b", config: "env.yaml" });
  assert.deepEqual(place("[]", { ...one, environmentConfig: undefined }), { zone: "us-east-1b", config: "own.yaml" });
  assert.deepEqual(place("--region-az us-east-1c --config=c.yaml", one), { zone: "us-east-1c", config: "c.yaml" });
  assert.deepEqual(place("[--config, a, --config, b]", one), { zone: "us-east-1b", config: "b" });
  const told = (args: string, choices: Parameters<typeof clusterPlace>[1]) => {
    const found = place(args, choices);
    return "problems" in found ? found.problems.map(({ about, message }) => `${about}: ${message}`) : [];
  };
  assert.deepEqual(told("[]", { zones: ["us-east-1a", "us-east-1b"] }), [
    "cluster.create_args: --region-az is needed: more than one zone of us-east-1 has a network: us-east-1a, us-east-1b",
    "cluster.create_args: --config is needed: neither DAY_EX_CFG nor the monitor's --cluster-config names a configuration",
  ]);
  assert.match(
    told("[]", { zones: [], monitorConfig: "c" }).join(),
    /no availability zone of us-east-1 has a network; create one with infra ensure-network/,
  );
  assert.match(told("--region-az us-west-2b", one).join(), /us-west-2b is no zone of us-east-1/);
  assert.match(told("--region-az us-east-1", one).join(), /is no zone of us-east-1/);
});

const run: RunInfo = {
  workset: "ws",
  attempt: 1,
  status: "complete",
  started_at: "2026-01-01T00:00:00.000Z",
  finished_at: "2026-01-01T01:00:00.000Z",
  owner: "o",
  cluster: { name: "demo", region: "us-west-2", created: true, destroyed: true },
  results_s3_uri: null,
  error: null,
  steps: [{ name: "stage", state: "done", seconds: 412 }],
  inputs_digest: "sha256:0",
  cost_usd: null,
};

Deno.test("daylily_info.yaml keeps what a person wrote, and gets one key of ours", () => {
  assert.deepEqual(parse(withRunInfo(undefined, run)), { daylily_run: run }, infoFileName);
  const mine = "# mine\nowner: me # and nobody else\nlist: [1, 2]\n";
  const text = withRunInfo(mine, run);
  assert.ok(text.startsWith("# mine\nowner: me # and nobody else\n"), text);
  assert.deepEqual(parse(text), { owner: "me", list: [1, 2], daylily_run: run });
  const again = withRunInfo(text, { ...run, attempt: 2 });
  assert.equal(parse(again).daylily_run.attempt, 2);
  for (const odd of ["- a\n- b\n", "a: [", "just text\r\nmore"]) {
    const kept = withRunInfo(odd, run);
    assert.deepEqual(parse(kept), { daylily_run: run }, odd);
    for (const line of odd.trimEnd().split(/\r?\n/)) assert.ok(kept.includes(`# ${line}`), kept);
  }
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (before) => {
      assert.deepEqual(parse(withRunInfo(before, run), { logLevel: "silent" }).daylily_run, run);
    }),
    { numRuns: 30 },
  );
});
