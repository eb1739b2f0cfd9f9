import assert from "node:assert/strict";
import { join } from "node:path";
import { $ } from "../../tools/shell.ts";
import { eventually } from "../support/eventually.ts";
import { hurriedClock } from "../support/hurried_clock.ts";
import { startHere } from "../support/program_here.ts";
import { seedWork, usualFiles } from "../worksets/worksets_here.ts";
import { withSshWorksets } from "./worksets_place.ts";

/** Goes on for ever, and takes no hint. */
const pipeline = `#!/bin/bash
trap '' TERM
echo $$ > ~/pid
while [ -d ~ ]; do sleep 0.2; done
`;

Deno.test("runs on a head node that come to no end of their own", (test) =>
  withSshWorksets(pipeline, async ({ world, words, env, journal, reach }, { home }) => {
    const { sandbox } = world;
    const pid = () => Deno.readTextFile(join(home, "pid")).then((text) => text.trim(), () => "");
    const lives = async () => (await $`kill -0 ${await pid()}`.quiet().noThrow()).code === 0;
    /** A workset with a cluster of its own is dropped, and worked on until it runs. */
    const run = async (workset: string, more: readonly string[] = [], clock = hurriedClock()) => {
      await Deno.remove(join(home, "pid")).catch(() => {});
      const work = seedWork.replace("create_args: []", "create_args: [--pass-on-warn]")
        .replace("research-hg38-20240401", `own-${workset}`);
      await world.drop(workset, usualFiles({ "daylily_work.yaml": work }));
      const argv = [...words, "--run-once", "--workset", workset, ...more];
      const monitor = startHere(argv, { env, folder: world.folder, clock });
      const begun = eventually("the run has begun", async () => await pid() !== "");
      await Promise.race([begun, monitor.ended.then(({ err }) => assert.fail(err))]);
      return monitor;
    };
    /** A Slurm that has these jobs, each with its folder. */
    const slurm = async (jobs: readonly string[]) => {
      const program = (name: string, line: string) =>
        Deno.writeTextFile(join(home, "slurm", name), `#!/bin/sh\n${line}\n`, { mode: 0o755 });
      await Deno.mkdir(join(home, "slurm"));
      await program("squeue", `printf '%s\\n' ${jobs.map((job) => `'${job}'`).join(" ")}`);
      await program("scancel", 'echo "$1" >> ~/canceled');
      await Deno.writeTextFile(join(home, ".bashrc"), `PATH="${home}/slurm:$PATH"\n`);
    };
    const deletions = () => sandbox.requests().filter(({ operation }) => operation === "DeleteStack").length;

    await test.step("MW76: daylily.ignore ends the run and removes the cluster, without a verdict", async () => {
      const monitor = await run("ws1");
      const { headnode } = await journal("ws1");
      await slurm([`7 ${headnode.folder}/pipelines/rna-seq`, "8 /elsewhere", `9 ${headnode.folder}0`]);
      await world.put("ready/ws1/daylily.ignore", "2026-01-01T00:00:00Z\n");
      const { code, err } = await monitor.ended;
      assert.equal(code, 0, err);
      assert.equal(await lives(), false);
      assert.deepEqual(await world.sentinels("ws1"), ["ignore", "ready"], err);
      assert.equal((await journal("ws1")).phase, "cancelled");
      assert.equal(await Deno.readTextFile(join(home, "canceled")), "7\n", "the jobs of this run, and no other");
      assert.equal(deletions(), 1, err);
    });

    await test.step("MW72: a run that takes longer than --run-timeout is ended, TERM first and KILL then", async () => {
      const later = new Date(Date.now() + 2 * 3_600_000).toISOString();
      const monitor = await run("ws2", ["--run-timeout", "1h"], hurriedClock(later));
      const { out, err } = await monitor.ended;
      assert.match(
        out,
        /^ws2: error \(WS-PIP-001 at run: the pipeline took longer than --run-timeout, and was ended\)/,
      );
      assert.equal(await lives(), false);
      assert.deepEqual(await world.sentinels("ws2"), ["error", "ready"]);
      assert.equal(deletions(), 2, err);
    });

    await test.step("MW70: a head node that is terminated is an error when it was looked for twice", async () => {
      const monitor = await run("ws3");
      const found = await sandbox.calls.query("ec2", "DescribeInstances");
      for (const [, id] of found.matchAll(/<instanceId>(i-\w+)<\/instanceId>/g)) {
        await sandbox.calls.query("ec2", "TerminateInstances", { "InstanceId.1": id });
      }
      await reach("ProxyCommand sh -c 'exit 1'");
      const { out, err } = await monitor.ended;
      assert.match(out, /^ws3: error \(WS-CLU-001 at run: The head node is lost: /, err);
      assert.deepEqual(await world.sentinels("ws3"), ["error", "ready"], err);
      assert.equal(deletions(), 3, err);
      await $`kill -KILL ${await pid()}`.quiet();
    });
  }));
