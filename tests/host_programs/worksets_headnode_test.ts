import assert from "node:assert/strict";
import { join } from "node:path";
import { $ } from "../../tools/shell.ts";
import { startProgram } from "../e2e/program.ts";
import { eventually } from "../support/eventually.ts";
import { seedWork, usualFiles } from "../worksets/worksets_here.ts";
import { withSshWorksets } from "./worksets_place.ts";

/** Goes on until the test lets it; what it does depends on its own name. */
const pipeline = `#!/bin/bash
echo "launched $PWD" >> ~/launches
echo "begun with $*"
while [ -d ~ ] && [ ! -e ~/go ]; do sleep 0.05; done
[ ! -e ~/fail ] || { echo 'no reads are left'; exit 7; }
echo "$* $PIPELINE_ENV" > result.txt
`;

Deno.test("worksets whose pipelines run on a head node, over real SSH", (test) =>
  withSshWorksets(pipeline, async ({ world, words, elsewhere, env, start, journal, reach }, { home }) => {
    const launches = async () =>
      (await Deno.readTextFile(join(home, "launches")).catch(() => "")).split("\n").slice(0, -1);
    const existing = seedWork.replace("allow_existing: false", "allow_existing: true");
    const create = "create_args: []";
    const kept = (work: string) => work.replace("destroy_on_completion: true", "destroy_on_completion: false");

    await test.step(
      "MW65 MW69: the monitor is killed and the connection is cut while it runs: it is launched once, and completes",
      async () => {
        const work = kept(seedWork.replace(create, "create_args: [--pass-on-warn]"));
        await world.drop("ws1", usualFiles({ "daylily_work.yaml": work }));
        const first = startProgram(env, ...words, "--run-once");
        const begun = eventually("the run has begun", async () => (await launches()).length > 0);
        const early = first.ended.then(({ err }) => assert.fail(err));
        await Promise.race([begun, early]);
        Deno.kill(first.pid, "SIGKILL");
        await early.catch(() => {});

        // With a folder of its own, as on another host.
        const second = start(elsewhere);
        const says = async (what: RegExp) => {
          await second.saying(new RegExp(`${what.source}|ws1: error`));
          assert.doesNotMatch(second.said().err, /ws1: error/);
        };
        await says(/ws1: continues where/);
        await reach("ProxyCommand sh -c 'exit 1'");
        await says(/the state of the pipeline on the head node is not known/);
        await reach();
        await says(/the head node answers again/);
        assert.equal((await journal("ws1")).phase, "running");
        await Deno.writeTextFile(join(home, "go"), "");
        await says(/ws1: complete/);
        second.signal("SIGTERM");
        await second.ended;

        assert.deepEqual(await launches(), [
          `launched ${(await journal("ws1")).headnode.folder}/pipelines/rna-seq`,
        ]);
        assert.deepEqual(await world.sentinels("ws1"), ["complete", "ready"]);
        assert.equal(await world.text("complete/ws1/pipelines/rna-seq/result.txt"), "rna-seq --full production\n");
        assert.match(await world.text("complete/ws1/pipelines/rna-seq/config/samples.tsv"), /^SAMPLEID\t/);
        assert.match(await world.text("complete/ws1/logs/run.1.log"), /begun with rna-seq --full/);
      },
    );

    await test.step("MW52: a run that fails on an existing cluster is mirrored with what it has printed", async () => {
      await Deno.writeTextFile(join(home, "fail"), "");
      await world.drop("ws2", usualFiles({ "daylily_work.yaml": existing }));
      const { code, out, err } = await start([...words, "--run-once"]).ended;
      assert.equal(code, 0, err);
      assert.match(out, /ws2: error.*WS-PIP-001.*exit code 7: no reads are left/);
      assert.match(await world.text("error/ws2/logs/run.1.log"), /^begun with rna-seq --full\nno reads are left$/m);
      assert.ok((await world.keys("error/ws2/")).includes("error/ws2/pipelines/rna-seq/run"));
      assert.equal((await launches()).length, 2);
    });

    await test.step("MW71: a run that vanishes without an exit code is an error, and not started again", async () => {
      await Deno.remove(join(home, "go"));
      await world.drop("ws3", usualFiles({ "daylily_work.yaml": existing }));
      const running = start([...words, "--run-once"]);
      await eventually("the run has begun", async () => (await launches()).length === 3);
      const { headnode } = await journal("ws3");
      const status = join(headnode.folder, "../run/1/status.json");
      await $`pkill -KILL -s ${JSON.parse(await Deno.readTextFile(status)).pid}`;
      assert.match((await running.ended).out, /ws3: error.*WS-PIP-000/);
      assert.equal((await launches()).length, 3);
    });
  }));
