import assert from "node:assert/strict";
import { basename, join } from "node:path";
import { type Baseline, ensureBaseline } from "../../lib/cluster/create/baseline.ts";
import { ensureBudgets } from "../../lib/cluster/create/budgets.ts";
import { conclude, type Reached } from "../../lib/cluster/create/conclusion.ts";
import { wireHeartbeat } from "../../lib/cluster/create/heartbeat.ts";
import { systemFiles } from "../../lib/host/system/system_files.ts";
import { readConfigDocument } from "../../lib/config/file/config_document.ts";
import { readStateRecord } from "../../lib/state/state_record.ts";
import { fixtureF } from "../support/sandbox.ts";
import { asked, type CreationHere, creations } from "./creation_here.ts";

/** What a run has when everything is done. */
async function reachedAll(
  { run, prepared, findings, survey }: CreationHere,
): Promise<Reached & { baseline: Baseline }> {
  const known = await survey();
  const baseline = await ensureBaseline(run, prepared, findings, known);
  const budgets = await ensureBudgets(run, prepared, findings, known);
  const heartbeat = await wireHeartbeat(run, prepared, findings, baseline);
  return { findings, baseline, budgets, heartbeat, headNodeAddress: "192.0.2.7" };
}

/** The names of the files in the configuration folder. */
async function filesOf({ run }: CreationHere): Promise<readonly string[]> {
  return (await systemFiles.list(run.folder)).filter((name) => name !== "runs").toSorted();
}

const textOf = ({ run: { folder } }: CreationHere, name: string) => systemFiles.readText(join(folder, name));

const recordOf = ({ run: { folder, id } }: CreationHere) =>
  readStateRecord(systemFiles, join(folder, `state_demo_${id}.json`));

/** The value that a written configuration sets for a key. */
const valueIn = (text: string, key: string) => readConfigDocument("written", text).triplets.get(key)?.value;

const early = ["resolved_cli", "state"] as const;

Deno.test(
  "what is written of a run",
  creations(fixtureF, async (step) => {
    await step("decision 3.44: after a creation, four files and everything that was reached", async (here) => {
      const { run, prepared, findings } = here;
      const reached = await reachedAll(here);
      await run.warn({ id: "one", message: "before", step: "s" });
      await run.warn({ id: "two", message: "after", step: "s" }, "postCreate");
      const [requests, record] = await asked(here.sandbox, () => conclude(run, prepared, reached, "created"));
      assert.deepEqual(requests, []);
      assert.deepEqual(await recordOf(here), record);
      const { resources, artifacts, warnings, post_create_warnings: after, ...rest } = record;
      const { baseline } = reached;
      assert.deepEqual(rest, {
        schema_version: 1,
        run_id: run.id,
        status: "created",
        cluster_name: "demo",
        deadline: "",
        region: "us-west-2",
        region_az: "us-west-2b",
        aws_profile: "sandbox",
        account_id: "123456789012",
        caller_arn: "arn:aws:iam::123456789012:user/alice",
        bucket: "x-omics-analysis-us-west-2",
        keypair: "omics-k",
        pem_path: findings.pemPath,
        public_subnet_id: baseline.publicSubnet.value,
        private_subnet_id: baseline.privateSubnet.value,
        policy_arn: "arn:aws:iam::123456789012:policy/pclusterTagsAndBudget",
        cfn_stack_name: "pcluster-vpc-stack-2b",
        cfn_stack_created: false,
        budgets: { global: "daylily-global", cluster: "da-us-west-2b-demo", enforce: "skip" },
        heartbeat: {
          email: "demo@example.org",
          schedule: "rate(60 minutes)",
          role_arn: "arn:aws:iam::123456789012:role/eventbridge-scheduler-to-sns",
          topic_arn: "arn:aws:sns:us-west-2:123456789012:daylily-demo-heartbeat",
          schedule_name: "daylily-demo-heartbeat",
        },
        headnode_ip: "192.0.2.7",
      });
      assert.deepEqual(resources.map(({ kind, origin }) => `${kind} ${origin}`), [
        "budget created",
        "budget found",
        "managed-policy created",
        "schedule created",
        "scheduler-role found",
        "subscription created",
        "tags-table-line created",
        "topic created",
      ]);
      assert.deepEqual([warnings.map(({ id }) => id), after.map(({ id }) => id)], [["one"], ["two"]]);
      const names = ["demo_final_", "demo_resolved_cli_", "demo_template", "state_demo_"];
      assert.deepEqual((await filesOf(here)).map((name) => name.replace(/\d{14}.*|\.yaml$/, "")), names);
      assert.deepEqual(Object.keys(artifacts).toSorted(), ["final_config", "next_run_template", "resolved_cli"]);
      for (const path of Object.values(artifacts)) {
        const text = await textOf(here, basename(path));
        assert.ok(text.includes(baseline.publicSubnet.value) && text.includes("omics-k"), path);
      }
    });

    await step("the same end, written again, is the same", async (here) => {
      const reached = await reachedAll(here);
      const first = await conclude(here.run, here.prepared, reached, "created");
      const life = await here.resume();
      assert.deepEqual(await conclude(life.run, life.prepared, reached, "created"), first);
      assert.equal((await filesOf(life)).length, 4);
    });

    for (const status of ["failed", "interrupted", "dry_run_ok"] as const) {
      await step(
        `decision 3.24: ${status} leaves record and resolved configuration, with what was reached`,
        async (here) => {
          const { run, prepared, findings } = here;
          const record = await conclude(run, prepared, { findings }, status);
          assert.deepEqual(await recordOf(here), record);
          const names = early.map((name) =>
            name === "state" ? `state_demo_${run.id}.json` : `demo_${name}_${run.id}.yaml`
          );
          assert.deepEqual(await filesOf(here), names.toSorted());
          assert.deepEqual([record.status, record.bucket, record.keypair], [status, findings.bucket.value, "omics-k"]);
          const nothing = [record.public_subnet_id, record.policy_arn, record.cfn_stack_name, record.headnode_ip];
          assert.deepEqual(nothing, ["", "", "", ""]);
          assert.deepEqual([record.budgets.global, record.heartbeat.topic_arn, record.resources], ["", "", []]);
          const text = await textOf(here, `demo_resolved_cli_${run.id}.yaml`);
          assert.deepEqual([valueIn(text, "ssh_key_name"), valueIn(text, "public_subnet_id")], ["omics-k", ""]);
        },
      );
    }

    await step("a run that has reached nothing says so, and a resume writes over it", async (here) => {
      const record = await conclude(here.run, here.prepared, {}, "interrupted");
      assert.deepEqual([record.bucket, record.account_id, record.cfn_stack_created], ["", "123456789012", false]);
      const life = await here.resume();
      const reached = await reachedAll(life);
      await conclude(life.run, life.prepared, reached, "created");
      const written = await recordOf(life);
      assert.deepEqual([written.status, written.bucket], ["created", "x-omics-analysis-us-west-2"]);
    });

    await step(
      "of a budget that others made the resolved configuration keeps what the file says",
      async (here) => {
        const reached = await reachedAll(here);
        await conclude(here.run, here.prepared, reached, "created");
        const text = await textOf(here, `demo_resolved_cli_${here.run.id}.yaml`);
        assert.deepEqual(["budget_amount", "global_budget_amount"].map((key) => valueIn(text, key)), ["300", "200"]);
      },
      { set: { budget_amount: "300" } },
    );

    await step("where the record cannot be written, that is an error of the place", async (here) => {
      await Deno.mkdir(join(here.run.folder, `state_demo_${here.run.id}.json`));
      await assert.rejects(conclude(here.run, here.prepared, {}, "failed"), { code: "DAY-RUN-007" });
    });
  }),
);
