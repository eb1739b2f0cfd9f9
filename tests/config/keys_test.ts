import assert from "node:assert/strict";
import { effectiveDefault } from "../../lib/config/settings/effective_default.ts";
import { initial } from "../../lib/config/file/initial_value.ts";
import { complaintAbout, type ConfigKey, configKeys, requiredKeys } from "../../lib/config/keys/keys.ts";
import { nearKeys } from "../../lib/config/keys/near_keys.ts";
import { autoSelect } from "../../lib/config/file/auto_select.ts";
import { scriptedDeps, sourceOf } from "./scripted.ts";

const values: readonly [key: ConfigKey, fine: readonly string[], refused: readonly string[]][] = [
  ["max_count_8I", ["1", "08", "120", "10000", "010000"], [
    "10001",
    "9".repeat(30),
    "1_000",
    "0",
    "00",
    "-1",
    "1.5",
    "abc",
    "",
    " 1",
    "1 ",
  ]],
  ["fsx_fs_size", ["1200", "2400", "4800", "7200", "04800"], [
    `24${"0".repeat(30)}`,
    "2147484000",
    "0",
    "3600",
    "5000",
    "1",
    "4800.0",
    "",
    "4800 GiB",
  ]],
  ["budget_amount", ["200", "150.5", "0.01", `${"9".repeat(12)}.5`], [
    "9".repeat(13),
    `0.${"1".repeat(400)}`,
    "0",
    "0.00",
    "-5",
    ".5",
    "5.",
    "1e3",
    "lots",
    "",
  ]],
  ["cluster_name", ["ab", "a-9", "A".repeat(25)], ["a", "A".repeat(26), "9a", "-a", "a_b", "a.b", "a\n", ""]],
  ["budget_email", [
    ...["a@b.co", "a.b+c%d_e-f@g-h.ij.kl", "o'brien@example.org", "a&b@example.org", "post@xn--bcher-kva.xn--p1ai"],
    `${"a".repeat(64)}@${"b".repeat(63)}.org`,
  ], [
    ...["a@b", "a@b.c", "@b.co", "a b@c.de", "a@b.co\n", "", "a@example..org", "a@.example.org", "a@example.org."],
    ...[".a@example.org", "a.@example.org", "a..b@example.org", "a@-b.org", "a@b-.org", "a@b_c.org", "a@b@c.org"],
    ...["a@example.12", "Ann <a@b.co>", "a@b.co,c@d.ef", `${"a".repeat(65)}@b.co`, `a@${"b".repeat(64)}.org`],
    `a@${"b.".repeat(130)}org`,
  ]],
  ["heartbeat_email", ["a@b.co", "skip", ""], ["Skip", "nope"]],
  ["heartbeat_schedule", [
    "rate(1 hour)",
    "rate(1 minutes)",
    "rate(90 days)",
    "cron(0 12 * * ? *)",
    "cron(0/15 8-18 ? JAN,jul MON-FRI 2026-2199)",
    "cron(0 9 L * ? *)",
    "cron(0 9 LW * ? *)",
    "cron(0 9 ? * 6#3 *)",
    "cron(0 9 ? * 5L *)",
    "cron(0 9 ? * L *)",
    "cron(0 9 ? * FRI#2 *)",
    "cron(0 9 15W * ? *)",
    "cron(0 9 1,15,L * ? *)",
    "cron(0,30 */2 ? * mon,WED-fri *)",
    "cron(1/59 0/23 1/30 JAN-JUN/2 ? 2026/2)",
    "cron(00 09 01 01 ? 1970)",
    "cron(0 22-6 ? NOV-FEB FRI-MON 2026-2026)",
  ], [
    "rate()",
    "rate( )",
    "rate(0 minutes)",
    "rate(-1 minutes)",
    "rate(1.5 hours)",
    "rate(1 week)",
    "rate(1  hour)",
    "at(2026)",
    "at(2026-01-01T00:00:00)",
    "x rate(1)",
    "rate(1) ",
    "cron()",
    "cron(bad)",
    "cron(0 12 * * ?)",
    "cron(0 12 * * ? * *)",
    "cron(0 12 * * * *)",
    "cron(0 12 ? * ? *)",
    "cron(60 12 * * ? *)",
    "cron(0 24 * * ? *)",
    "cron(0 12 32 * ? *)",
    "cron(0 12 * 13 ? *)",
    "cron(a b * * ? *)",
    "cron(0 12 ? * 0 *)",
    "cron(0 12 ? * 8 *)",
    "cron(0 12 * FOO ? *)",
    "cron(0 12 * MON ? *)",
    "cron(0 12 * JANUARY ? *)",
    "cron(0 12 ? * JAN *)",
    "cron(,,, 12 * * ? *)",
    "cron(0 1, * * ? *)",
    "cron(0 1--2 * * ? *)",
    "cron(0 -1 * * ? *)",
    "cron(0 1-2-3 * * ? *)",
    "cron(*/60 * * * ? *)",
    "cron(*/0 * * * ? *)",
    "cron(0/ * * * ? *)",
    "cron(/5 * * * ? *)",
    "cron(0 */24 * * ? *)",
    "cron(? 12 * * ? *)",
    "cron(0 12 0 * ? *)",
    "cron(0 12 32W * ? *)",
    "cron(0 12 * 0 ? *)",
    "cron(0 12 L L ? *)",
    "cron(0 12 ? * 3#6 *)",
    "cron(0 12 ? * 3#1,6#3 *)",
    "cron(0 12 ? * MON/2 *)",
    "cron(0 12 * * ? 1969)",
    "cron(0 12 * * ? 2200)",
    "cron(0 12 * * ? 02026)",
    "cron(0 12 * * ? 2030-2026)",
    "cron(0 12 * * ? 2030-2026/2)",
    "cron( 0 12 * * ? *)",
    "rate(1000000 minutes)",
    "rate(60minutes)",
    "every hour",
    "",
  ]],
  ["heartbeat_scheduler_role_arn", [
    "arn:aws:iam::123456789012:role/a/b",
    "arn:aws-us-gov:iam::123456789012:role/x",
    "",
  ], [
    "arn:aws:iam::12345678901:role/a",
    "arn:aws:iam::123456789012:user/a",
    "arn:aws:iam::123456789012:role/",
  ]],
  ["enforce_budget", ["enforce", "skip"], ["true", "Enforce", ""]],
  ["auto_delete_fsx", ["Retain", "Delete"], ["retain", ""]],
  ["delete_local_root", ["true", "false"], ["True", ""]],
  ["enable_detailed_monitoring", ["true", "false"], ["yes", ""]],
  ["spot_instance_allocation_strategy", ["price-capacity-optimized", "capacity-optimized", "lowest-price"], [
    "diversified",
    "",
  ]],
  ["headnode_instance_type", ["c5.xlarge", "r7i.metal-24xl", "any.$&$1"], ["", "t2 micro", "t2.\nmicro"]],
  ["allowed_budget_users", ["", "ubuntu", "a,b"], ["a\tb", "a\nb", "\u001b[2J", "\u009b"]],
  ["ssh_key_name", ["omics-k"], ["", "a\u0007"]],
];

for (const [key, fine, refused] of values) {
  Deno.test(`2.2, 3.17: values of ${key}`, () => {
    for (const value of fine) assert.equal(complaintAbout(key, value), undefined, JSON.stringify(value));
    for (const value of refused) assert.ok(complaintAbout(key, value), JSON.stringify(value));
  });
}

const told: readonly [schedule: string, words: RegExp][] = [
  ["cron(*/60 * * * ? *)", /"\*\/60" for its minute, whose increment.* from 1 to 59$/],
  ["cron(0 */24 * * ? *)", /"\*\/24" for its hour, whose increment.* from 1 to 23$/],
  ["cron(0 12 ? * 0 *)", /"0" for its day of week, which takes 1 to 7 or SUN to SAT/],
  ["cron(0 12 * FOO ? *)", /"FOO" for its month, which takes 1 to 12 or JAN to DEC/],
  ["cron(,,, 12 * * ? *)", /",,," for its minute, which takes 0 to 59/],
  ["cron(0 12 31W,32 * ? *)", /"31W,32" for its day of month, which takes 1 to 31/],
  ["cron(0 12 * * ? 1900)", /"1900" for its year, which takes 1970 to 2199/],
  ["cron(0 12 * * ? 2030-2026)", /"2030-2026" for its year, a range that ends before it begins$/],
  ["cron(0 12 * * ?)", /six fields \(minute, hour, day of month, month, day of week, year\).* and has 5$/],
  ["cron(0 12 * * * *)", /a \? for exactly one of its two fields day of month and day of week/],
  ["rate(0 minutes)", /whole number from 1 to 999999 before its unit, not 0$/],
  ["rate(2 weeks)", /minutes, hours or days, and weeks is none of them$/],
  ["at(2026-01-01T00:00:00)", /must repeat/],
];

for (const [schedule, words] of told) {
  Deno.test(`3.17: what is wrong with ${schedule} is said of its field`, () => {
    assert.match(complaintAbout("heartbeat_schedule", schedule) ?? "", words);
  });
}

Deno.test("2.2: every built-in default is valid", () => {
  for (const key of requiredKeys) {
    const { fallback } = configKeys[key];
    if (fallback !== "") assert.equal(complaintAbout(key, fallback), undefined, key);
  }
});

Deno.test("2.5: the order in which missing keys are appended", () => {
  assert.deepEqual(requiredKeys.slice(0, 3), ["auto_delete_fsx", "budget_amount", "budget_email"]);
  assert.deepEqual(requiredKeys.slice(-2), ["ssh_key_name", "allowed_budget_users"]);
  assert.deepEqual(requiredKeys.slice(0, -1), requiredKeys.slice(0, -1).toSorted());
});

Deno.test("2.6: effective defaults: the file, its template defaults, the built-in one; empty counts nowhere", () => {
  const at = (fallback: string, templateDefaults: Record<string, string> = {}) =>
    effectiveDefault(sourceOf({ fsx_fs_size: ["A", fallback, ""] }, { templateDefaults }), "fsx_fs_size");
  assert.deepEqual(at("2400", { fsx_fs_size: "7200" }), { value: "2400", origin: "file" });
  assert.deepEqual(at("", { fsx_fs_size: "7200" }), { value: "7200", origin: "file" });
  assert.deepEqual(at(""), { value: "4800", origin: "default" });
  assert.equal(effectiveDefault(sourceOf(), "ssh_key_name"), undefined);
});

Deno.test("2.7: what is applied without asking", () => {
  const at = (value: string, options: Parameters<typeof sourceOf>[1] = {}) =>
    initial(sourceOf({ cluster_name: ["X", "d", value] }, options), "cluster_name");
  assert.deepEqual(at("v"), { value: "v", origin: "file" });
  assert.equal(at(""), undefined);
  assert.equal(at("USESETVALUE"), undefined);
  assert.equal(at("v", { autoSelect: false }), undefined);
  assert.deepEqual(at("v", { autoSelect: false, overrides: { cluster_name: "o" } }), { value: "o", origin: "flag" });
  assert.deepEqual(at("v", { overrides: { cluster_name: "o" } }), { value: "o", origin: "flag" });
});

for (
  const [value, on, notices] of [[undefined, true, 0], ["", true, 0], ["1", false, 0], ["0", false, 1], [
    "false",
    false,
    1,
  ]] as const
) {
  Deno.test(`T27, 3.1: DAY_DISABLE_AUTO_SELECT=${value}`, () => {
    const deps = scriptedDeps({ variables: value === undefined ? {} : { DAY_DISABLE_AUTO_SELECT: value } });
    assert.equal(autoSelect(deps), on);
    assert.equal(deps.warnings().length, notices);
  });
}

Deno.test("near keys: letters changed, parts of a key, and all keys when nothing is near", () => {
  assert.deepEqual(nearKeys("budget_mail")[0], "budget_email");
  assert.ok(nearKeys("bucket").includes("s3_bucket_name"));
  assert.equal(nearKeys("zzz").length, requiredKeys.length);
});
