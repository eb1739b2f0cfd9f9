import assert from "node:assert/strict";
import { join } from "node:path";
import { swift } from "../delete/deletion_world.ts";
import { hurriedClock } from "../support/hurried_clock.ts";
import { installDouble } from "../support/install_double.ts";
import { startHere } from "../support/program_here.ts";
import { sharedSandbox } from "../support/sandbox.ts";
import { repository } from "../support/source_files.ts";
import { seedFolder } from "./seed_folder.ts";
import { seedFile, seedWork, usualFiles, worldIn } from "./worksets_here.ts";

/** What it starts asks for more than its own policy has. The parts are our own here: create, stage-samples, day-clone and delete as processes. */
Deno.test(
  "the seed's example, with everything it starts",
  sharedSandbox(
    { settings: swift, seed: { network: "us-west-2b", tagsPolicy: true, schedulerRole: true } },
    async (step) => {
      await step(
        "MW45: a cluster is created, samples are staged, the pipeline is cloned and run, the cluster goes",
        async (sandbox) => {
          const world = await worldIn(sandbox, "sandbox-omics-analysis-us-west-2");
          const { DAYCTL_EXECUTABLE: _, ...env } = { ...world.env, ...await installDouble(sandbox) };
          await seedFolder(world, '#!/bin/sh\necho "$* $PIPELINE_ENV" > result.txt\n');
          const work = seedWork.replace("create_args: []", "create_args: [--pass-on-warn]");
          await world.drop("ws1", usualFiles({ "daylily_work.yaml": work }));
          const words =
            `monitor-worksets s3://${world.bucket}/${world.root} --region us-west-2 --local-root ${world.localRoot} --run-location local --run-once`;
          const told = { ...env, DAY_EX_CFG: join(repository, "config/demo.yaml") };
          const { code, err, out } = await startHere(words.split(" "), {
            env: told,
            folder: world.folder,
            clock: hurriedClock(),
          }).ended;
          const log = await Deno.readTextFile(join(world.localRoot, "ws1/_daylily/log/create_cluster.log")).catch(
            String,
          );
          const stage = await Deno.readTextFile(join(world.localRoot, "ws1/_daylily/log/stage_samples.log")).catch(
            String,
          );
          assert.deepEqual([code, out], [0, "ws1: complete\n"], [err, log, stage].join("\n"));
          assert.equal(await world.text("complete/ws1/pipelines/rna-seq/result.txt"), "rna-seq --full production\n");
          assert.match(await world.text("complete/ws1/pipelines/rna-seq/config/samples.tsv"), /^SAMPLEID\t/);
          const asked = sandbox.requests().map(({ operation }) => operation);
          assert.ok(asked.includes("CreateStack") && asked.includes("DeleteStack"), log);
        },
      );
    },
  ),
);

Deno.test(
  "the seed's example, byte for byte",
  sharedSandbox({ seed: { network: "us-east-1a" } }, async (step) => {
    await step("MW14 MW45: it runs as it stands, in its own region, with a local run", async (sandbox) => {
      const bucket = "research-data-east";
      assert.ok((await sandbox.calls.send("s3", "PUT", `/${bucket}`, { region: "us-east-1" })).ok);
      const world = await worldIn(sandbox, bucket);
      await world.drop("ws1", usualFiles({ "daylily_work.yaml": seedFile }));
      const words = `monitor-worksets s3://${bucket}/${world.root} --aws-profile research --aws-region us-east-1`;
      const { code, err, out } = await world.run(
        `${words} --local-root ${world.localRoot} --run-location local --run-once`,
      );
      assert.deepEqual([code, out], [0, "ws1: complete\n"], err);
      const [create, stage, clone, remove] = await world.calls();
      assert.match(create, /^create --cluster research-hg38-20240401 .*--region-az us-east-1a .*--profile research /);
      assert.match(stage, /^stage-samples --profile research --region us-east-1 --pem \S+research-key.pem /);
      assert.equal(clone, "day-clone --template etc/day-clone-templates/rna-seq.yaml");
      assert.equal(
        remove,
        "delete --cluster-name research-hg38-20240401 --region us-east-1 --profile research --yes",
      );
      assert.equal(await world.text("complete/ws1/daylily_work.yaml"), seedFile);
      assert.match(await world.text("complete/ws1/logs/run.1.log"), /run rna-seq --full production\n$/);
      assert.deepEqual(await world.sentinels("ws1"), ["complete", "ready"]);
    });
  }),
);
