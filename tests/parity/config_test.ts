import assert from "node:assert/strict";
import { join } from "node:path";
import { standInTools } from "../support/stand_in_tools.ts";
import {
  configText,
  document,
  finalValues,
  parityCases,
  reported,
  runAgain,
  runCreate,
  stopAfterDryRun as environment,
} from "./parity_world.ts";

/** The actions of keys, as the run lists them. */
function actionsIn(listing: string, ...keys: readonly string[]): (string | undefined)[] {
  return keys.map((key) => new RegExp(`^ +${key}: (.*)$`, "m").exec(listing)?.[1]);
}

Deno.test(
  "parity: configuration and triplets",
  parityCases(async (run) => {
    await run("T14 T15 T19 T22 T25 set values of every shape are applied without a question", async (sandbox) => {
      const ended = await runCreate(sandbox, {
        entries: {
          heartbeat_schedule: "[PROMPTUSER, rate(1 hour), rate(2 hours)]",
          budget_email: "{set_value: s@t.uv}",
          enable_detailed_monitoring: '[USESETVALUE, "False", "TRUE"]',
          delete_local_root: "[USESETVALUE, false, false]",
          headnode_instance_type: '[promptuser, "", r7i.8xlarge]',
        },
      });
      assert.equal(ended.code, 0, ended.err);
      const values = await finalValues(ended);
      assert.equal(values.heartbeat_schedule, "rate(2 hours)");
      assert.equal(values.budget_email, "s@t.uv");
      assert.equal(values.enable_detailed_monitoring, "true");
      assert.equal(values.delete_local_root, "false");
      assert.equal(values.headnode_instance_type, "r7i.8xlarge");
      assert.deepEqual(actionsIn(ended.err, "heartbeat_schedule", "budget_email", "headnode_instance_type"), [
        ...["PROMPTUSER", "PROMPTUSER", "promptuser"],
      ]);
      // Only the next run's file shows what was read as default.
      type Next = { ephemeral_cluster: { config: Record<string, readonly string[]> } };
      const { config } = (await document<Next>(ended, /^tc1_template\.yaml$/)).ephemeral_cluster;
      const defaults = ["heartbeat_schedule", "budget_email", "enable_detailed_monitoring", "delete_local_root"]
        .map((key) => config[key][1]);
      assert.deepEqual(defaults, ["rate(1 hour)", "", "false", "false"]);
    });

    await run("T18 T20 T21 T24 what is no set value leads to the question", async (sandbox) => {
      const ended = await runCreate(sandbox, {
        environment,
        entries: {
          max_count_8I: "null",
          max_count_128I: "[]",
          max_count_192I: "",
          cluster_name: "PROMPTUSER",
          budget_email: "{}",
          cluster_template_yaml: '[USESETVALUE, "", PROMPTUSER]',
          headnode_instance_type: '[null, "null", "None"]',
          heartbeat_schedule: '[null, "null", "None"]',
          spot_instance_allocation_strategy: '[USESETVALUE, "", tRUE]',
          enable_detailed_monitoring: "USESETVALUE",
          auto_delete_fsx: "[null, null, null]",
        },
        typed: ["3", "", "2", "", "tc1", "", "x@y.zz", "", "2", "", "3"],
      });
      assert.equal(ended.code, 0, ended.err);
      const values = await finalValues(ended);
      assert.deepEqual([values.max_count_8I, values.max_count_128I, values.max_count_192I], ["3", "1", "2"]);
      assert.deepEqual([values.cluster_name, values.budget_email], ["tc1", "x@y.zz"]);
      assert.equal(values.cluster_template_yaml, "config/day_cluster/prod_cluster.yaml");
      assert.equal(values.headnode_instance_type, "r7i.4xlarge");
      assert.equal(values.spot_instance_allocation_strategy, "lowest-price");
      assert.match(ended.err, /the configured spot_instance_allocation_strategy "tRUE" is ignored/);
      assert.equal(values.heartbeat_schedule, "rate(60 minutes)");
      assert.deepEqual([values.enable_detailed_monitoring, values.auto_delete_fsx], ["false", "Delete"]);
      // Empty lists and nothing are no actions.
      const keys = [
        "max_count_8I",
        "max_count_128I",
        "max_count_192I",
        "headnode_instance_type",
        "heartbeat_schedule",
        "auto_delete_fsx",
      ];
      assert.deepEqual(actionsIn(ended.err, ...keys), keys.map(() => "PROMPTUSER"));
      assert.deepEqual(actionsIn(ended.err, "enable_detailed_monitoring"), ["USESETVALUE"]);
      // Neither the text that stands for an action nor a default under another name is offered.
      assert.match(ended.err, /What should the cluster be called\?: /);
      assert.match(ended.err, /Which mail address should get the budget alerts\?: /);
    });

    await run("T17 T18 decision 3.62: a value alone is what its owner means", async (sandbox) => {
      const alone = {
        auto_delete_fsx: "Retain",
        fsx_fs_size: "7200",
        enable_detailed_monitoring: "true",
        cluster_name: "tc1",
        allowed_budget_users: '"alice,bob"',
      };
      const ended = await runCreate(sandbox, { environment, entries: alone });
      assert.equal(ended.code, 0, ended.err);
      const values = await finalValues(ended);
      for (const [key, written] of Object.entries(alone)) {
        const value = written.replaceAll('"', "");
        assert.equal(values[key], value);
        assert.deepEqual(actionsIn(ended.err, key), [`USESETVALUE (the bare value ${value})`]);
      }
    });

    const others = {
      'allowed_budget_users: [USESETVALUE, "", alice, bob]': /line 27, column 52.*put a list of users into quotes/s,
      'budget_amount: [USESETVALUE, "", 1,000]': /line 4, column 40: budget_amount: /,
      "budget_email: {action: USESETVALUE, default: d@e.fg, value: s@t.uv}": /default is not one of the names/,
      'cluster_name: [SETVALUE, "", tc1]': /"SETVALUE" is not an action/,
    };
    for (const [line, said] of Object.entries(others)) {
      await run(`T16 T21 decision 3.62: refused before anything is asked: ${line}`, async (sandbox) => {
        const [key, entry] = line.split(/: (.*)/);
        const ended = await runCreate(sandbox, { entries: { [key]: entry } });
        assert.equal(ended.code, 1);
        assert.match(ended.err, /DAY-CFG-002/);
        assert.match(ended.err, said);
        assert.deepEqual(ended.requests, []);
      });
    }

    await run("T23 a count of 0 is applied, and refused where ParallelCluster would refuse it", async (sandbox) => {
      const ended = await runCreate(sandbox, { entries: { max_count_8I: "[USESETVALUE, 0, 0]" } });
      assert.equal(ended.code, 1);
      const failed = (await reported(ended)).filter(({ status }) => status === "FAIL");
      assert.deepEqual(failed.map(({ id, details }) => [id, details.value]), [["config.max_count_8I", "0"]]);
    });

    const everything = [
      ...["4", "", "2", "", "", "", "", "", "", "", "", "", "", ""],
      ...["1", "1", "1", "1", "1"],
    ];
    for (const [setting, notice] of [["1", false], ["0", true]] as const) {
      await run(`T26 T27 T45 T46 T67 DAY_DISABLE_AUTO_SELECT=${setting} asks for everything`, async (sandbox) => {
        const ended = await runCreate(sandbox, {
          environment: { ...environment, DAY_DISABLE_AUTO_SELECT: setting },
          entries: {
            max_count_8I: "[USESETVALUE, 2, 9]",
            max_count_128I: "[USESETVALUE, 2, 9]",
            cluster_name: "[USESETVALUE, tc1, other]",
            budget_email: "[USESETVALUE, d@e.fg, s@t.uv]",
            enable_detailed_monitoring: '[USESETVALUE, "", "true"]',
            auto_delete_fsx: "[USESETVALUE, Delete, Retain]",
          },
          typed: everything,
        });
        assert.equal(ended.code, 0, ended.err);
        const values = await finalValues(ended);
        assert.deepEqual([values.max_count_8I, values.max_count_128I, values.max_count_192I], ["4", "2", "2"]);
        assert.deepEqual([values.cluster_name, values.budget_email], ["tc1", "d@e.fg"]);
        assert.deepEqual([values.enable_detailed_monitoring, values.auto_delete_fsx], ["true", "Retain"]);
        assert.match(ended.err, /Which mail address should get the budget alerts\? \[d@e\.fg\]: /);
        assert.match(ended.err, /Which bucket holds[^\n]*\n {2}1\) x-omics-analysis-us-west-2[^\n]*\nnumber: /);
        assert.equal(/because\s+DAY_DISABLE_AUTO_SELECT\s+is\s+set\s+\(0\)/.test(ended.err), notice);
      });
    }

    await run("T28 a default of the file hides the template default, an empty one does not", async (sandbox) => {
      const sizeFor = async (entry: string) => {
        const text = configText({ entries: { fsx_fs_size: entry } });
        const config = `${text}  template_defaults:\n    fsx_fs_size: 7200\n`;
        await sandbox.reset();
        const ended = await runCreate(sandbox, {
          argv: plain,
          environment: { ...environment, AWS_PROFILE: "sandbox" },
          config,
        });
        assert.equal(ended.code, 0, ended.err);
        return (await finalValues(ended)).fsx_fs_size;
      };
      const plain = ["--region-az", "us-west-2b", "--config", "my.cfg.yaml", "--non-interactive"];
      assert.equal(await sizeFor('[PROMPTUSER, "", ""]'), "7200");
      assert.equal(await sizeFor('[PROMPTUSER, "4800", ""]'), "4800");
    });

    await run("T29 missing keys are appended in required order, once, and nothing else changes", async (sandbox) => {
      const lacking = ["allowed_budget_users", "auto_delete_fsx", "max_count_8I"];
      const kept = configText().split("\n").filter((line) => !lacking.some((key) => line.startsWith(`    ${key}:`)));
      const config = ["# mine", ...kept.slice(0, 5), "    # a word about the rest", ...kept.slice(5)].join("\n");
      const tools = await standInTools(sandbox.folder, { pcluster: null });
      const folder = await Deno.makeTempDir({ dir: sandbox.folder });
      const path = join(folder, "my.cfg.yaml");
      await Deno.writeTextFile(path, config);
      // The run ends at the first gate: only the file matters here.
      await runAgain(sandbox, { typed: ["3"], asks: true }, folder, tools);
      const added = ["auto_delete_fsx", "max_count_8I", "allowed_budget_users"]
        .map((key) => `    ${key}: [PROMPTUSER, "", ""]\n`).join("");
      assert.equal(await Deno.readTextFile(path), config + added);
      const before = (await Deno.stat(path)).mtime?.getTime();
      await runAgain(sandbox, { typed: ["3"], asks: true }, folder, tools);
      assert.equal((await Deno.stat(path)).mtime?.getTime(), before);
    });

    await run("T30 a read-only file that lacks a key is left alone, and the run goes on", async (sandbox) => {
      const config = configText().replace(/^ {4}heartbeat_scheduler_role_arn:.*\n/m, "");
      const tools = await standInTools(sandbox.folder);
      const folder = await Deno.makeTempDir({ dir: sandbox.folder });
      const path = join(folder, "my.cfg.yaml");
      await Deno.writeTextFile(path, config);
      await Deno.chmod(path, 0o444);
      const ended = await runAgain(sandbox, { environment }, folder, tools);
      assert.equal(ended.code, 0, ended.err);
      assert.match(ended.err, /^! The missing settings \(heartbeat_scheduler_role_arn\) could not be added to /m);
      assert.equal(await Deno.readTextFile(path), config);
    });

    await run("T31 E7 a file without its section and nobody to name another ends the run", async (sandbox) => {
      const ended = await runCreate(sandbox, { config: "ephemeral_cluster:\n  other: 1\n", asks: true });
      assert.equal(ended.code, 1);
      assert.match(ended.err, /has no section ephemeral_cluster\.config/);
      assert.deepEqual(ended.requests, []);
    });

    await run("T32 keys are listed in code-point order", async (sandbox) => {
      const ended = await runCreate(sandbox, { tools: { pcluster: null } });
      const listed = [...ended.err.matchAll(/^ {2}(\w+): USESETVALUE$/gm)].map(([, key]) => key);
      assert.equal(listed.length, 25);
      assert.deepEqual(listed, [...listed].sort());
      const counts = listed.filter((key) => key.startsWith("max_count_"));
      assert.deepEqual(counts, ["max_count_128I", "max_count_192I", "max_count_8I"]);
    });
  }),
);
