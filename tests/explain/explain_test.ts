import assert from "node:assert/strict";
import { join } from "node:path";
import { keysInTable, rowOf } from "../../lib/config/keys/keys.ts";
import { adviceOf } from "../../lib/host/errors/advice.ts";
import { errorCodes } from "../../lib/host/errors/error_codes.ts";
import { programHere } from "../support/program_here.ts";
import { inTemporaryFolder } from "../support/temporary.ts";

/** A journal's first facts, as a creation writes them. */
function journal(values: Readonly<Record<string, { readonly value: string; readonly origin: string }>>): string {
  const at = "2026-01-02T03:04:05.000Z";
  const { public_subnet_id, ...settings } = values;
  const facts = [
    {
      fact: "run",
      schema_version: 1,
      run_id: "20260102030405",
      tool_version: "0.1.0",
      operation: "create",
      subject: "demo",
      region: "us-west-2",
      profile: "default",
      request: {},
    },
    {
      fact: "decided",
      key: "prepared",
      value: {
        auto_select: true,
        config_text: "",
        overrides: [],
        path: "/home/alice/my.yaml",
        settings,
        template_defaults: [],
        triplets: [["budget_email", { action: "USESETVALUE", default: "", value: "a@example.org" }]],
      },
    },
    { fact: "decided", key: "public_subnet_id", value: public_subnet_id },
  ];
  return facts.map((fact) => JSON.stringify({ ...fact, at }) + "\n").join("");
}

async function explained(folder: string, ...words: readonly string[]) {
  const env = { HOME: folder, PATH: folder, DAYLILY_CONFIG_DIR: folder };
  const { code, out, err } = await programHere(["explain", ...words, "--output", "json"], { env, folder });
  return { code, err, ...JSON.parse(out) };
}

Deno.test("explain: every error code says what, why, fix and example, in text and as JSON", () =>
  inTemporaryFolder(async (folder) => {
    for (const [code, { title, fix, exitCode }] of Object.entries(errorCodes)) {
      const { code: exit, explanation, details, kind, origin } = await explained(folder, code.toLowerCase());
      assert.deepEqual([exit, kind, origin, details.fix], [0, "error", null, adviceOf(fix).text]);
      assert.ok(explanation.startsWith(`${code}: ${title}\n`), explanation);
      assert.equal(details.exit_code, String(exitCode));
      assert.match(details.why, /^[A-Z-].*\.$/, code);
      assert.match(details.example, /\S.*[^.]$/, code);
    }
  }));

Deno.test("explain: every configuration key says what it means and what it may be, also where nothing is recorded", () =>
  inTemporaryFolder(async (folder) => {
    for (const key of keysInTable) {
      const { code, kind, origin, details } = await explained(folder, key);
      assert.deepEqual([code, kind, origin, details.summary], [0, "key", null, rowOf(key).about]);
      assert.ok(details.allowed.length > 3, key);
      assert.match(details.value, /--config FILE/);
    }
  }));

Deno.test("explain: the origin of a value comes from the run's journal, whatever the file says by now", () =>
  inTemporaryFolder(async (folder) => {
    await Deno.mkdir(join(folder, "runs"));
    await Deno.writeTextFile(
      join(folder, "runs", "demo_20260102030405.jsonl"),
      journal({
        cluster_name: { value: "demo", origin: "flag" },
        budget_email: { value: "a@example.org", origin: "file" },
        heartbeat_email: { value: "", origin: "answer" },
        fsx_fs_size: { value: "4800", origin: "default" },
        public_subnet_id: { value: "subnet-1", origin: "candidate" },
      }),
    );
    for (
      const [key, value, origin, says, overriddenBy] of [
        ["cluster_name", "demo", "flag", /a flag/, /^nothing/],
        ["budget_email", "a@example.org", "file", /\/home\/alice\/my\.yaml$/, /^--set budget_email=VALUE on the/],
        ["heartbeat_email", "", "answer", /the answer to a question/, /then a value in the configuration file/],
        ["fsx_fs_size", "4800", "default", /the default/, /--set fsx_fs_size=VALUE/],
        ["public_subnet_id", "subnet-1", "candidate", /the only choice that AWS offered/, /--set public_subnet_id/],
      ] as const
    ) {
      const told = await explained(folder, key);
      assert.deepEqual([told.code, told.value, told.origin], [0, value, origin], key);
      assert.match(told.details.origin, says);
      assert.match(told.details.origin, /^run demo_20260102030405: /);
      assert.match(told.details.overridden_by, overriddenBy);
    }
    const unneeded = await explained(folder, "budget_amount", "--run", "20260102030405");
    assert.deepEqual([unneeded.value, unneeded.origin], [null, null]);
    assert.match(unneeded.details.value, /run demo_20260102030405 did not need a value/);
    const unknown = await explained(folder, "budget_amount", "--run", "demo_1");
    assert.deepEqual([unknown.code, unknown.error.code], [1, "DAY-RUN-003"]);
  }));

Deno.test("explain --config: the value of a file, which is not changed although it lacks keys", () =>
  inTemporaryFolder(async (folder) => {
    const path = join(folder, "my.yaml");
    const text = "ephemeral_cluster:\n  config:\n    fsx_fs_size: [USESETVALUE, '', '7200']\n    budget_email: a\n";
    await Deno.writeTextFile(path, text);
    const size = await explained(folder, "fsx_fs_size", "--config", path);
    assert.deepEqual([size.value, size.origin], ["7200", "file"]);
    const email = await explained(folder, "budget_email", "--config", "my.yaml");
    assert.deepEqual([email.code, email.value, email.origin], [0, null, null]);
    assert.equal(await Deno.readTextFile(path), text);
    const missing = await explained(folder, "budget_email", "--config", "other.yaml");
    assert.deepEqual([missing.code, missing.error.code], [1, "DAY-CFG-001"]);
    const both = await explained(folder, "budget_email", "--config", "my.yaml", "--run", "x");
    assert.deepEqual([both.code, both.error.code], [1, "DAY-USE-001"]);
  }));

Deno.test("explain: an unknown name leads to the nearest ones, a path to the address of a workset", () =>
  inTemporaryFolder(async (folder) => {
    for (
      const [name, near] of [["budgetmail", "budget_email"], ["DAY-PRE-02", "DAY-PRE-002"], ["fsx", "fsx_fs_size"]]
    ) {
      const { code, error } = await explained(folder, name);
      assert.deepEqual([code, error.code], [1, "DAY-EXPL-001"]);
      assert.ok(error.fix.includes(`deno task explain ${near}`), error.fix);
    }
    const { code, error } = await explained(folder, "ready/one");
    assert.deepEqual([code, error.code], [1, "DAY-EXPL-001"]);
    assert.match(error.fix, /s3:\/\/BUCKET\/FOLDER\/ready\/WORKSET/);
  }));
