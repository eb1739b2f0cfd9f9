import assert from "node:assert/strict";
import { join } from "node:path";
import { systemFiles } from "../../lib/host/system/system_files.ts";
import { eventually } from "../support/eventually.ts";
import { hurriedClock } from "../support/hurried_clock.ts";
import { bucket, root, seedWork, usualFiles, worksets, type WorksetsHere } from "./worksets_here.ts";

/** A run that goes on until the test lets it, and cannot be asked to end. */
const waiting = `#!/bin/sh
trap '' TERM
echo $$ >> "$STAND_INS/launches"
while [ ! -f "$STAND_INS/go" ]; do sleep 0.1; done
echo done > result.txt
`;

const existing = usualFiles({ "daylily_work.yaml": seedWork.replace("allow_existing: false", "allow_existing: true") });

const journalOf = async (world: WorksetsHere, workset = "ws1") =>
  JSON.parse(await world.text(`ready/${workset}/_daylily/journal.json`));

function watch(world: WorksetsHere, words = "", here: Parameters<WorksetsHere["start"]>[1] = {}) {
  const usual = `--region us-west-2 --local-root ${world.localRoot} --run-location local --poll-seconds 5`;
  return world.start(`monitor-worksets s3://${bucket}/${root} ${usual} ${words}`.trim(), here);
}

/** The run of a workset that waits: with what goes on beside it. */
async function runs(world: WorksetsHere): Promise<number> {
  const path = join(world.env.STAND_INS, "launches");
  const text = await eventually(
    "the run has begun",
    async () => await Deno.readTextFile(path).catch(() => "") || undefined,
  );
  return Number(text.trim());
}

/** Stops the monitor as soon as it has told how a workset has ended. @returns what it told */
async function toEnd(watching: ReturnType<WorksetsHere["start"]>): Promise<string> {
  await watching.saying(/ ws1: (complete|cancelled|error \()/);
  watching.signal("SIGTERM");
  return (await watching.ended).err;
}

const letGo = (world: WorksetsHere) => Deno.writeTextFile(join(world.env.STAND_INS, "go"), "");

/** Not one that has ended and that nobody has asked about. */
async function lives(pid: number): Promise<boolean> {
  const state = await new Deno.Command("ps", { args: ["-o", "stat=", "-p", String(pid)] }).output();
  return /^[^Z]/.test(new TextDecoder().decode(state.stdout));
}

Deno.test(
  "what goes wrong while a workset is worked on",
  worksets(async (step) => {
    await step(
      "MW72: a run that takes longer than --run-timeout is ended, also one that hears no TERM",
      async (world) => {
        await Deno.writeTextFile(join(world.env.STAND_INS, "run"), waiting);
        await world.drop("ws1");
        let later = 0;
        const clock = { ...hurriedClock(), now: () => new Date(Date.now() + later) };
        const watching = watch(world, "--run-timeout 1h", { clock });
        const pid = await runs(world);
        later = 2 * 3_600_000;
        await watching.saying(/ws1: error \(/);
        await eventually("it has ended", async () => (await world.sentinels("ws1")).join() === "error,ready");
        watching.signal("SIGTERM");
        await watching.ended;
        assert.match(await world.text("ready/ws1/daylily.error"), /WS-PIP-001 step=run .*longer than --run-timeout/);
        assert.ok(!await lives(pid));
        assert.equal((await world.calls()).at(-1)?.split(" ")[0], "delete");
      },
    );

    await step("MW73: credentials that expire cost time, and no verdict", async (world) => {
      await Deno.writeTextFile(join(world.env.STAND_INS, "run"), waiting);
      await world.drop("ws1", existing);
      const watching = watch(world);
      await runs(world);
      const during = world.sandbox.faults.add({ kind: "expired", service: "s3", operation: "PutObject", times: 3 });
      await eventually("renewals are refused", () => during.hits.length === 3);
      for (const operation of ["ListObjectsV2", "CopyObject", "HeadObject"]) {
        world.sandbox.faults.add({ kind: "expired", service: "s3", operation, times: 3 });
      }
      await letGo(world);
      assert.match(await toEnd(watching), / ws1: complete/);
      assert.deepEqual(await world.sentinels("ws1"), ["complete", "ready"]);
    });

    await step("MW74: a storm of SlowDown is waited out, and the lease survives it", async (world) => {
      await Deno.writeTextFile(join(world.env.STAND_INS, "run"), waiting);
      await world.drop("ws1", existing);
      const watching = watch(world);
      await runs(world);
      const storm = world.sandbox.faults.add({ kind: "throttle", service: "s3", times: 60 });
      await letGo(world);
      assert.match(await toEnd(watching), / ws1: complete/);
      assert.equal(storm.hits.length, 60);
      const { epoch, phase } = await journalOf(world);
      assert.deepEqual([epoch, phase], [1, "complete"]);
    });

    await step(
      "MW75: inputs that change during the run are told and noted, and the results are those of the first ones",
      async (world) => {
        await Deno.writeTextFile(join(world.env.STAND_INS, "run"), waiting);
        await world.drop("ws1", existing);
        const watching = watch(world);
        await runs(world);
        const { inputs } = await journalOf(world);
        await world.put("ready/ws1/sample_data/one.fastq.gz", "other reads");
        await letGo(world);
        await watching.saying(/ws1: its input files were changed during the run/);
        await watching.saying(/ws1: complete/);
        watching.signal("SIGTERM");
        await watching.ended;
        const journal = await journalOf(world);
        assert.ok(journal.history.some(({ event }: { event: string }) => event === "inputs changed"));
        assert.equal(journal.inputs.digest, inputs.digest);
        assert.ok((await world.text("complete/ws1/daylily_info.yaml")).includes(inputs.digest));
      },
    );

    await step(
      "MW76: daylily.ignore during the run ends it, its cluster goes, and no verdict is left",
      async (world) => {
        await Deno.writeTextFile(join(world.env.STAND_INS, "run"), waiting);
        await world.drop("ws1");
        const watching = watch(world, "--lease-seconds 30");
        const pid = await runs(world);
        await world.put("ready/ws1/daylily.ignore", "enough\n");
        await watching.saying(/ws1: cancelled/);
        watching.signal("SIGTERM");
        await watching.ended;
        assert.deepEqual(await world.sentinels("ws1"), ["ignore", "ready"]);
        assert.equal((await journalOf(world)).epoch, 1, "by whoever was at it");
        assert.ok(!await lives(pid));
        assert.equal((await world.calls()).at(-1)?.split(" ")[0], "delete");
        assert.deepEqual([...await world.keys("complete/"), ...await world.keys("error/")], []);
      },
    );

    await step(
      "MW78: a disk that is full while inputs are brought fails that workset, and the next one goes on",
      async (world) => {
        await world.drop("ws1", existing);
        await world.drop("ws2", existing);
        const isFull = Object.assign(new Error("No space left on device (os error 28)"), { code: "ENOSPC" });
        const files: typeof systemFiles = {
          ...systemFiles,
          replace: (path, body) => path.includes("/ws1/") ? Promise.reject(isFull) : systemFiles.replace(path, body),
        };
        const words = `--region us-west-2 --local-root ${world.localRoot} --run-location local --run-once`;
        const ended = world.start(`monitor-worksets s3://${bucket}/${root} ${words}`, { outside: { files } });
        const { out } = await ended.ended;
        assert.match(out, /^ws1: error \(WS-RES-002 at snapshot: the disk of the monitor is full\)\nws2: complete\n$/);
        assert.deepEqual(await world.sentinels("ws1"), ["error", "ready"]);
      },
    );

    await step("MW79: a good run that cannot be mirrored yet is not announced, and is tried again", async (world) => {
      await world.drop("ws1", existing);
      const shown: string[] = [];
      const refused = world.sandbox.faults.add({
        kind: "500",
        operation: "CopyObject",
        times: 40,
        onHit: async () => void shown.push((await world.sentinels("ws1")).join()),
      });
      assert.equal((await world.once()).out, "ws1: complete\n");
      assert.equal(refused.hits.length, 40);
      assert.deepEqual(new Set(shown), new Set(["in_progress,lock,ready"]));
      assert.equal(await world.text("complete/ws1/sample_data/one.fastq.gz"), "reads one");
    });
  }),
);
