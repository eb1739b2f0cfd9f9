import assert from "node:assert/strict";
import { join } from "node:path";
import { bucket, root, seedWork, usualFiles, worksets } from "./worksets_here.ts";

Deno.test(
  "a workset from its drop to its end",
  worksets(async (step) => {
    await step(
      "MW45 MW46 MW54 MW55 MW58: the seed's file runs, with every command in its order, and leaves what it should",
      async (world) => {
        await world.drop("ws1");
        const { code, err, out } = await world.once();
        assert.equal(code, 0, err);
        assert.equal(out, "ws1: complete\n");
        const at = join(world.localRoot, "ws1");
        const calls = (await world.calls()).map((line) => line.replace(/(daylily:root=)[0-9a-f]{16}/, "$1ROOT"));
        assert.deepEqual(calls, [
          [
            "create --cluster research-hg38-20240401",
            `--template ${join(world.folder, "etc/cluster-templates/hg38.yaml")}`,
            `--region-az us-west-2b --config ${
              join(world.folder, "cluster.yaml")
            } --profile research --non-interactive`,
            "--tag daylily:workset=ws1 --tag daylily:attempt=1 --tag daylily:root=ROOT",
          ].join(" "),
          [
            "stage-samples --profile research --region us-west-2",
            `--pem ${join(world.sandbox.home, ".ssh/research-key.pem")} --cluster research-hg38-20240401`,
            `--data-uri s3://${bucket}/${root}/ready/ws1/ --config-dir ${join(at, "_daylily/staged")}`,
            join(at, "stage_samples.tsv"),
          ].join(" "),
          "day-clone --template etc/day-clone-templates/rna-seq.yaml",
          "delete --cluster-name research-hg38-20240401 --region us-west-2 --profile research --yes",
        ]);
        assert.deepEqual(await world.sentinels("ws1"), ["complete", "ready"]);
        const mirror = (await world.keys("complete/ws1/")).map((key) => key.slice("complete/ws1/".length));
        for (
          const path of [
            ...Object.keys(usualFiles()),
            ...["_daylily/manifest.json", "daylily.complete", "daylily_info.yaml", "logs/run.1.log"],
            ...[
              "pipelines/rna-seq/config/samples.tsv",
              "pipelines/rna-seq/config/units.tsv",
              "pipelines/rna-seq/result.txt",
            ],
          ]
        ) assert.ok(mirror.includes(path), `${path} in ${mirror.join(" ")}`);
        assert.equal(await world.text("complete/ws1/pipelines/rna-seq/result.txt"), "rna-seq --full\n");
        assert.match(
          await world.text("complete/ws1/logs/run.1.log"),
          /^activate slurm hg38\nrun rna-seq --full production\n$/,
        );
        assert.equal(
          await world.text("complete/ws1/pipelines/rna-seq/config/units.tsv"),
          usualFiles()["stage_units.tsv"],
        );
        assert.match(
          await world.text("ready/ws1/daylily.complete"),
          /^\d{4}-\S+Z\tattempt=1 duration_s=\d+ results=s3:\/\/research-data\/daylily\/worksets\/complete\/ws1\/\n$/,
        );
        assert.match(await world.text("complete/ws1/daylily_info.yaml"), /status: complete/);
        const written = world.sandbox.requests().filter(({ operation }) =>
          ["PutObject", "CompleteMultipartUpload"].includes(operation)
        ).map(({ parameters }) => String(parameters.Key)).filter((key) => /complete/.test(key));
        assert.deepEqual(written.slice(-2), [
          `${root}/complete/ws1/daylily.complete`,
          `${root}/ready/ws1/daylily.complete`,
        ]);
      },
    );

    await step(
      "MW52 MW53 MW85: a pipeline that fails is an error with its last line, and the next workset goes on",
      async (world) => {
        await Deno.writeTextFile(join(world.env.STAND_INS, "run"), "#!/bin/sh\necho 'it broke here'; exit 7\n");
        await world.drop("ws1");
        await world.drop("ws2");
        const { code, out } = await world.once();
        assert.equal(code, 0);
        assert.match(
          out,
          /ws1: error \(WS-PIP-001 at run: the pipeline ended with exit code 7: it broke here\)\nws2: error/,
        );
        assert.deepEqual(await world.sentinels("ws1"), ["error", "ready"]);
        assert.match(
          await world.text("ready/ws1/daylily.error"),
          /\tWS-PIP-001 step=run the pipeline ended with exit code 7: it broke here\n$/,
        );
        assert.match(await world.text("error/ws1/logs/run.1.log"), /it broke here/);
        assert.equal((await world.calls()).filter((line) => line.startsWith("delete ")).length, 2);
      },
    );

    await step(
      "MW62: a flat file runs with profile and region of the monitor, and names its cluster",
      async (world) => {
        await world.behave("day-clone", 'echo "Location  : $PWD/pipelines/rna-seq"');
        const flat = "day-clone: '-d {workset}'\ndy-r: 'foo --bar'\n";
        await world.drop("flat", usualFiles({ "daylily_work.yaml": `${flat}cluster_name: c1-of-flat\n` }));
        await world.drop("nameless", usualFiles({ "daylily_work.yaml": flat }));
        const { out, err } = await world.once("--profile research");
        assert.match(
          out,
          /^flat: complete\nnameless: error \(WS-CFG-001 at validate: \S+ cluster_name: required[^\n]*\n$/,
          err,
        );
        const calls = await world.calls();
        assert.match(calls[0], /^create --cluster c1-of-flat --region-az us-west-2b --config \S+ --profile research /);
        assert.match(calls[1], /^stage-samples --profile research --region us-west-2 --cluster c1-of-flat /);
        assert.deepEqual(calls.slice(2), [
          "day-clone -d flat",
          "delete --cluster-name c1-of-flat --region us-west-2 --profile research --yes",
        ]);
      },
    );

    await step("MW85: a workset that cannot be read has failed, and the others go on", async (world) => {
      await world.drop("a");
      await world.put("ready/a/_daylily/journal.json", "{");
      await world.drop("b");
      const { code, out, err } = await world.once("--fail-on-error");
      assert.deepEqual([code, out], [5, "a: failed\nb: complete\n"], err);
    });

    await step("MW85: --fail-on-error makes a failed workset exit 5", async (world) => {
      await world.behave("day-clone", "exit 1");
      await world.drop("ws1");
      assert.equal((await world.once("--fail-on-error")).code, 5);
    });

    const failing = [
      {
        id: "MW47",
        task: "stage-samples",
        exit: 2,
        text: /stage: stage samples ended with exit code 2/,
        calls: ["create", "stage-samples", "delete"],
      },
      {
        id: "MW48",
        task: "create",
        exit: 3,
        text: /cluster: create cluster ended with exit code 3/,
        calls: ["create", "delete"],
      },
      {
        id: "MW51",
        task: "day-clone",
        exit: 1,
        text: /clone: day-clone ended with exit code 1/,
        calls: ["create", "stage-samples", "day-clone", "delete"],
      },
    ];
    for (const { id, task, exit, text, calls } of failing) {
      await step(`${id} ${task} exits ${exit}`, async (world) => {
        await world.behave(task, `exit ${exit}`);
        await world.drop("ws1");
        const { code, out } = await world.once();
        assert.equal(code, 0);
        assert.match(out, text);
        assert.deepEqual((await world.calls()).map((line) => line.split(" ")[0]), calls);
        assert.deepEqual(await world.sentinels("ws1"), ["error", "ready"]);
      });
    }

    await step("MW49: an existing cluster is neither created nor deleted", async (world) => {
      const work = seedWork.replace("allow_existing: false", "allow_existing: true");
      await world.drop("ws1", usualFiles({ "daylily_work.yaml": work }));
      assert.equal((await world.once()).out, "ws1: complete\n");
      assert.deepEqual((await world.calls()).map((line) => line.split(" ")[0]), ["stage-samples", "day-clone"]);
    });

    await step("section 6.4: the log of a workset lies beside its journal, an object for each step", async (world) => {
      await world.drop("ws1");
      await world.once();
      const keys = await world.keys("ready/ws1/_daylily/log/");
      const steps = ["snapshot", "validate", "cluster", "stage", "clone", "config", "run", "mirror_complete"];
      assert.deepEqual(keys.map((key) => key.split("/").at(-1)), steps.map((_, at) => `1-1-${at + 1}.jsonl`));
      const texts = await Promise.all(keys.map((key) => world.text(key)));
      const lines = texts.join("").trim().split("\n").map((line) => JSON.parse(line));
      assert.deepEqual(lines.filter(({ state }) => state === "done").map(({ step }) => step), steps);
      assert.ok(lines.every(({ attempt, epoch, time }) => attempt === 1 && epoch === 1 && /Z$/.test(time)));
    });

    await step("MW50: destroy_on_completion: false keeps the cluster, also of a run that failed", async (world) => {
      const work = seedWork.replace("destroy_on_completion: true", "destroy_on_completion: false");
      await world.drop("ws1", usualFiles({ "daylily_work.yaml": work }));
      await world.drop(
        "ws2",
        usualFiles({ "daylily_work.yaml": work.replace("dy_r_command", "dy_r_command: false\n  x") }),
      );
      await world.once();
      assert.ok(!(await world.calls()).some((line) => line.startsWith("delete ")));
    });

    await step(
      "decision 4: on_success removes the cluster of a good run and keeps that of a failed one",
      async (world) => {
        const work = seedWork.replace("destroy_on_completion: true", "destroy_on_completion: on_success");
        await world.drop("ws1", usualFiles({ "daylily_work.yaml": work }));
        await world.once();
        assert.equal((await world.calls()).filter((line) => line.startsWith("delete ")).length, 1);
        await world.behave("day-clone", "exit 1");
        await world.drop("ws2", usualFiles({ "daylily_work.yaml": work }));
        const { err } = await world.once();
        assert.equal((await world.calls()).filter((line) => line.startsWith("delete ")).length, 1);
        assert.match(
          err,
          /ws2: failed; no other workset uses its cluster. AWS deletes cluster research-hg38-20240401 at its deletion deadline, \S+Z; delete it sooner with: /,
        );
      },
    );

    await step(
      "MW59: a cluster that cannot be removed changes no verdict, is told, and is tried again",
      async (world) => {
        await world.behave("delete", '[ -f "$STAND_INS/deleted" ] || { touch "$STAND_INS/deleted"; exit 2; }');
        await world.drop("ws1");
        const { code, out, err } = await world.once();
        assert.deepEqual([code, out], [0, "ws1: complete\n"]);
        assert.match(err, /cluster research-hg38-20240401 could not be deleted \(exit code 2\) and still costs money/);
        assert.deepEqual(await world.sentinels("ws1"), ["complete", "in_progress", "lock", "ready"]);
        assert.equal(
          (await world.run(`monitor-worksets unlock s3://${bucket}/${root} ws1 --region us-west-2 --force`)).code,
          0,
        );
      },
    );
  }),
);
