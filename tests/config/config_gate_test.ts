import assert from "node:assert/strict";
import { initial } from "../../lib/config/file/initial_value.ts";
import { resolveSettings, type Settings } from "../../lib/config/settings/resolve_settings.ts";
import type { Check } from "../../lib/preflight/check.ts";
import { configChecks, configGate } from "../../lib/preflight/config_gate.ts";
import { type Entries, folder, scriptedDeps, sourceOf } from "./scripted.ts";

async function checksOf(entries: Entries = {}, regionAz = "us-west-2b"): Promise<readonly Check[]> {
  const source = sourceOf(entries);
  return configChecks({ regionAz, source, settings: await resolveSettings(scriptedDeps(), source) });
}

async function failing(entries: Entries): Promise<string[]> {
  return (await checksOf(entries)).filter(({ status }) => status === "FAIL").map(({ id }) => id);
}

Deno.test("3.2 gate 4: seventeen checks in this order, all passed by fixture F", async () => {
  const checks = await checksOf();
  assert.deepEqual(checks.map(({ id }) => id.replace("config.", "")), [
    "region_az",
    "cluster_name",
    "budget_email",
    "heartbeat_email",
    "heartbeat_schedule",
    "max_count_8I",
    "max_count_128I",
    "max_count_192I",
    "fsx_fs_size",
    "budget_amount",
    "global_budget_amount",
    "enforce_budget",
    "auto_delete_fsx",
    "allocation_strategy",
    "detailed_monitoring",
    "delete_local_root",
    "cluster_template",
  ]);
  for (const { status, remediation } of checks) assert.deepEqual([status, remediation], ["PASS", ""]);
  assert.deepEqual(checks[1].details, { value: "tc1", origin: "file" });
  assert.deepEqual(checks[0].details, { value: "us-west-2b", region: "us-west-2" });
});

const invalid: readonly [id: string, key: string, value: string, check: string][] = [
  ["T84", "budget_amount", "lots", "config.budget_amount"],
  ["3.2", "global_budget_amount", "0", "config.global_budget_amount"],
  ["Q15", "max_count_8I", "abc", "config.max_count_8I"],
  ["3.17", "max_count_128I", "0", "config.max_count_128I"],
  ["PT15", "fsx_fs_size", "3600", "config.fsx_fs_size"],
  ["PT15", "fsx_fs_size", "5000", "config.fsx_fs_size"],
  ["PT15", "fsx_fs_size", "0", "config.fsx_fs_size"],
  ["T48", "heartbeat_email", "nope", "config.heartbeat_email"],
];

for (const [id, key, value, check] of invalid) {
  Deno.test(`${id}: ${key} ${value} fails ${check}`, async () => {
    assert.deepEqual(await failing({ [key]: ["USESETVALUE", "", value] }), [check]);
  });
}

Deno.test("T43: an unknown word about monitoring fails", async () => {
  const entries: Entries = { enable_detailed_monitoring: ["PROMPTUSER", "", "yes"] };
  assert.deepEqual(await failing(entries), ["config.detailed_monitoring"]);
  const check = (await checksOf(entries)).find(({ status }) => status === "FAIL");
  assert.deepEqual(check?.details, { value: "yes", origin: "file", note: '"yes" must be one of true, false' });
  assert.match(check?.remediation ?? "", /--set enable_detailed_monitoring=VALUE/);
});

for (const value of ["1200", "2400", "4800", "7200"]) {
  Deno.test(`PT15: a file system of ${value} passes`, async () => {
    assert.deepEqual(await failing({ fsx_fs_size: ["USESETVALUE", "", value] }), []);
  });
}

Deno.test("3.17: the reason names ParallelCluster", async () => {
  const checks = await checksOf({ max_count_8I: ["A", "", "0"], fsx_fs_size: ["A", "", "1"] });
  for (const { details } of checks.filter(({ status }) => status === "FAIL")) {
    assert.match(`${details.note}`, /ParallelCluster/);
  }
});

Deno.test("3.2: amounts that will be asked for later are deferred", async () => {
  const entries: Entries = { budget_amount: ["PROMPTUSER", "x", ""], global_budget_amount: ["PROMPTUSER", "", ""] };
  const amounts = (await checksOf(entries)).filter(({ id }) => id.endsWith("_amount"));
  assert.deepEqual(amounts.map(({ status, details }) => [status, details]), [
    ["PASS", { deferred: true }],
    ["PASS", { deferred: true }],
  ]);
  assert.equal(initial(sourceOf(entries), "budget_amount"), undefined);
});

Deno.test("T116: without heartbeats, address and schedule pass", async () => {
  const checks = await checksOf({ heartbeat_email: ["USESETVALUE", "", "skip"], heartbeat_schedule: ["A", "", "x"] });
  const [email, schedule] = checks.filter(({ id }) => id.startsWith("config.heartbeat"));
  assert.deepEqual([email.status, schedule.status, schedule.details.disabled], ["PASS", "PASS", true]);
});

Deno.test("1.2 rule 6: a zone that is none fails", async () => {
  for (const zone of ["us-west-2", "us-west-2-lax-1a", "us-gov-west-1a", "cn-north-1a", "cn-northwest-1b", ""]) {
    const [check] = await checksOf({}, zone);
    assert.deepEqual([check.id, check.status], ["config.region_az", "FAIL"], zone);
  }
});

async function templateCheck(path: string, files: Record<string, string> = {}): Promise<Check | undefined> {
  const source = sourceOf({ cluster_template_yaml: ["USESETVALUE", "", path] });
  const deps = scriptedDeps({ files });
  const settings: Settings = await resolveSettings(deps, source);
  return (await configGate(deps, { regionAz: "us-west-2b", source, settings })).checks.at(-1);
}

Deno.test("T117: a template that is missing fails, the shipped one does not", async () => {
  assert.equal((await templateCheck("config/day_cluster/prod_cluster.yaml"))?.status, "PASS");
  const check = await templateCheck("nowhere.yaml");
  assert.deepEqual([check?.status, check?.details.note], ["FAIL", "nowhere.yaml: there is no such file"]);
});

Deno.test("T90: a template with unknown tokens fails before anything is built", async () => {
  const check = await templateCheck("own.yaml", {
    [`${folder}/own.yaml`]: "a: ${REGSUB_REGION}\nb: ${REGSUB_UNKNOWN}\n",
  });
  assert.equal(check?.status, "FAIL");
  assert.match(`${check?.details.note}`, /REGSUB_UNKNOWN \(line 2\)$/);
});

Deno.test("4.1: a template that is no cluster file fails before anything is built, with its place", async () => {
  const notes: readonly [text: string, note: RegExp][] = [
    ["hello\n", /^own\.yaml: it is not a ParallelCluster configuration file/],
    ["", /^own\.yaml: it is not a ParallelCluster configuration file/],
    ["# nothing\n", /not a ParallelCluster configuration file/],
    ["- a\n- b\n", /not a ParallelCluster configuration file/],
    ["HeadNode: [a\n", /^own\.yaml: line 2, column 1: this is not YAML: .* bracket .*not closed/],
    ["a: ${REGSUB_REGION}, b: c\n", /^own\.yaml: line 1, column 4: this is not YAML: a line holds one key/],
    ["a: 1\n---\nb: 2\n", /line 2, column 1: .* second YAML document/],
  ];
  for (const [text, note] of notes) {
    const check = await templateCheck("own.yaml", { [`${folder}/own.yaml`]: text });
    assert.equal(check?.status, "FAIL", text);
    assert.match(`${check?.details.note}`, note);
    assert.doesNotMatch(`${check?.details.note}`, /\n/);
  }
});

Deno.test("4.1: tokens never make a good template look bad", async () => {
  const text = [
    "a: ${REGSUB_REGION}",
    'b: "${REGSUB_S3_BUCKET_INIT}/x"',
    "c: [${REGSUB_PUB_SUBNET}, {d: ${REGSUB_KEYNAME}}]",
    "${REGSUB_USERNAME}: 1",
    "${REGSUB_PROJECT}: 2",
    "e: ${REGSUB_S3_BUCKET_REF}:${REGSUB_S3_BUCKET_NAME} # ${REGSUB_SSH_CIDR}",
    "",
  ].join("\n");
  assert.equal((await templateCheck("own.yaml", { [`${folder}/own.yaml`]: text }))?.status, "PASS");
});
