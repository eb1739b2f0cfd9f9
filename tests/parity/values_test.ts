import assert from "node:assert/strict";
import {
  document,
  finalValues,
  parityCases,
  reported,
  requestsOf,
  runCreate,
  stateOf,
  stopAfterDryRun as environment,
} from "./parity_world.ts";

/** The checks of the report that failed, with the value they judged. */
async function failures(ended: Parameters<typeof reported>[0]) {
  return (await reported(ended)).filter(({ status }) => status === "FAIL").map((
    { id, details },
  ) => [id, details.value]);
}

Deno.test(
  "parity: values",
  parityCases(async (run) => {
    await run(
      "T33 T35 T37 T38 T40 T47 T49 T51 T52 values that are refused lead to their questions",
      async (sandbox) => {
        const ended = await runCreate(sandbox, {
          environment,
          entries: {
            max_count_8I: '[PROMPTUSER, "", ""]',
            max_count_128I: '[PROMPTUSER, "", ""]',
            cluster_name: "[USESETVALUE, okdefault, bad_name]",
            budget_email: "[USESETVALUE, d@e.fg, not-an-email]",
            enforce_budget: '[USESETVALUE, enforce, "true"]',
            headnode_instance_type: '[PROMPTUSER, r7i.8xlarge, ""]',
            auto_delete_fsx: "[USESETVALUE, Delete, retain]",
            heartbeat_email: '[USESETVALUE, "", ""]',
            heartbeat_schedule: '[USESETVALUE, "", "every hour"]',
            spot_instance_allocation_strategy: "[USESETVALUE, lowest-price, cheap]",
          },
          typed: ["abc", "7", "", "", "", "", "5", "4", "1", "", "", ""],
        });
        assert.equal(ended.code, 0, ended.err);
        const values = await finalValues(ended);
        assert.deepEqual([values.max_count_8I, values.max_count_128I], ["7", "1"]);
        assert.deepEqual([values.cluster_name, values.budget_email], ["okdefault", "d@e.fg"]);
        assert.deepEqual([values.enforce_budget, values.headnode_instance_type], ["skip", "r7i.16xlarge"]);
        assert.deepEqual([values.auto_delete_fsx, values.heartbeat_email], ["Retain", "d@e.fg"]);
        assert.equal(values.heartbeat_schedule, "rate(60 minutes)");
        assert.equal(values.spot_instance_allocation_strategy, "lowest-price");
        assert.match(ended.err, /^! the configured cluster_name "bad_name" is ignored/m);
        assert.match(ended.err, /give a number from 1 to 4$/m);
      },
    );

    await run("T33 T36 T40 T49 T51 PT14 answers are judged like values of the file", async (sandbox) => {
      const longest = "a".repeat(25);
      const ended = await runCreate(sandbox, {
        environment,
        entries: {
          cluster_name: '[PROMPTUSER, "", ""]',
          headnode_instance_type: '[PROMPTUSER, r7i.8xlarge, ""]',
          heartbeat_email: '[PROMPTUSER, "", ""]',
          heartbeat_schedule: '[PROMPTUSER, "", "every hour"]',
        },
        typed: ["", "a_b", `${longest}b`, "-abc", "9abc", "9lives", longest, "", "x@y.zz", "cron(0 12 * * ? *)"],
      });
      assert.equal(ended.code, 0, ended.err);
      const values = await finalValues(ended);
      assert.deepEqual([values.cluster_name, values.headnode_instance_type], [longest, "r7i.2xlarge"]);
      assert.deepEqual([values.heartbeat_email, values.heartbeat_schedule], ["x@y.zz", "cron(0 12 * * ? *)"]);
      const cluster = await document<{ SharedStorage: { Name: string }[] }>(ended, /_cluster_\d+\.yaml$/);
      assert.equal(cluster.SharedStorage[0].Name, `fsx-${longest}`);
    });

    await run("T34 T39 T41 T42 values that are taken as they are", async (sandbox) => {
      sandbox.settings.quotas["L-34B43A08"] = 384;
      const ended = await runCreate(sandbox, {
        environment,
        entries: {
          max_count_8I: '[USESETVALUE, "", "08"]',
          headnode_instance_type: '[USESETVALUE, "", c5.xlarge]',
          fsx_fs_size: '[PROMPTUSER, "4800", ""]',
          enable_detailed_monitoring: '[USESETVALUE, "true", "yes"]',
        },
        typed: ["1"],
      });
      // 8 x 8 + 128 + 192 = 384: the count is eight, or nobody would have been asked about the quota.
      assert.match(ended.err, /may start 384 spot vCPUs/);
      assert.equal(ended.code, 1);
      sandbox.settings.quotas["L-34B43A08"] = 385;
      const again = await runCreate(sandbox, {
        environment,
        entries: {
          cluster_name: '[USESETVALUE, "", tc2]',
          max_count_8I: '[USESETVALUE, "", "08"]',
          headnode_instance_type: '[USESETVALUE, "", c5.xlarge]',
          fsx_fs_size: '[PROMPTUSER, "4800", ""]',
          enable_detailed_monitoring: '[USESETVALUE, "true", "yes"]',
        },
      });
      assert.equal(again.code, 0, again.err);
      const values = await finalValues(again);
      assert.deepEqual([values.max_count_8I, values.headnode_instance_type], ["8", "c5.xlarge"]);
      assert.deepEqual([values.fsx_fs_size, values.enable_detailed_monitoring], ["4800", "false"]);
    });

    await run("T43 E19 an unknown word about monitoring", async (sandbox) => {
      const ended = await runCreate(sandbox, { entries: { enable_detailed_monitoring: '[PROMPTUSER, "", "yes"]' } });
      assert.equal(ended.code, 1);
      assert.deepEqual(await failures(ended), [["config.detailed_monitoring", "yes"]]);
    });

    await run(
      "T44 T116 T50 SH20 the default of monitoring is ignored; skip switches heartbeats off",
      async (sandbox) => {
        const ended = await runCreate(sandbox, {
          values: { heartbeat_email: "skip" },
          entries: { enable_detailed_monitoring: '[PROMPTUSER, "true", ""]' },
        });
        assert.equal(ended.code, 0, ended.err);
        type Snapshot = { ephemeral_cluster: { config: Record<string, string> } };
        const { config } = (await document<Snapshot>(ended, /_final_.*\.yaml$/)).ephemeral_cluster;
        assert.deepEqual([config.enable_detailed_monitoring, config.heartbeat_schedule], ["false", ""]);
        assert.deepEqual([config.heartbeat_email, config.heartbeat_scheduler_role_arn], ["", ""]);
        const { heartbeat } = await stateOf(ended);
        assert.deepEqual(heartbeat, { email: "", role_arn: "", schedule: "", schedule_name: "", topic_arn: "" });
        assert.deepEqual(requestsOf(ended, "GetRole"), []);
        assert.deepEqual(ended.requests.filter(({ service }) => service === "sns" || service === "scheduler"), []);
      },
    );

    await run("T49 T50 the answer skip switches heartbeats off as well", async (sandbox) => {
      const entries = { heartbeat_email: '[USESETVALUE, "", ""]' };
      const ended = await runCreate(sandbox, { environment, entries, typed: ["skip"] });
      assert.equal(ended.code, 0, ended.err);
      assert.equal((await stateOf(ended)).heartbeat.email, "");
      assert.deepEqual(requestsOf(ended, "GetRole"), []);
    });

    await run("T48 E20 a heartbeat address that is none", async (sandbox) => {
      const ended = await runCreate(sandbox, { values: { heartbeat_email: "nope" } });
      assert.equal(ended.code, 1);
      assert.deepEqual(await failures(ended), [["config.heartbeat_email", "nope"]]);
    });
  }),
);
