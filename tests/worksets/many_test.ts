import assert from "node:assert/strict";
import { join } from "node:path";
import { atOnce } from "../../lib/host/at_once.ts";
import { bucket, root, seedWork, usualFiles, worksets } from "./worksets_here.ts";

const existing = usualFiles({ "daylily_work.yaml": seedWork.replace("allow_existing: false", "allow_existing: true") });

Deno.test(
  "many worksets, and what is beside them",
  worksets(async (step) => {
    await step("MW8 MW9 MW80 MW84: a poll over 1,000 finished worksets costs 3 requests", async (world) => {
      const names = Array.from({ length: 1_000 }, (_, index) => `done${String(index).padStart(4, "0")}`);
      await atOnce(16, names, (name) => world.drop(name, {}, ["ready", "complete"]));
      await atOnce(
        16,
        Array.from({ length: 1_100 }, (_, index) => index),
        (index) => world.put(`ready/ws-big/sample_data/${index}`, ""),
      );
      await world.put("ready/ws-big/daylily.ignore", "");
      await world.drop("ws1", existing);
      const { out, err } = await world.once();
      assert.equal(out, "ws1: complete\n");
      const skipped = [...err.matchAll(/ (done\d+): skipped: it has already ended/g)].map(([, name]) => name);
      assert.deepEqual(skipped.sort(), names);

      const watching = world.start(
        `monitor-worksets s3://${bucket}/${root} --region us-west-2 --local-root ${world.localRoot} --run-location local --log-level DEBUG`,
      );
      await watching.saying(/poll: 1002 candidates/);
      world.sandbox.clearRequests();
      await watching.saying(/poll: 1002 candidates[^]*poll: 1002 candidates[^]*poll: 1002 candidates/);
      watching.signal("SIGTERM");
      await watching.ended;
      const lists = world.requests();
      // Two pages of names a poll, two polls, or three.
      assert.ok(lists.length <= 3 * 3, lists.join(" "));
    });

    await step("MW83: with room for two the second does not wait for the first", async (world) => {
      await Deno.writeTextFile(
        join(world.env.STAND_INS, "run"),
        '#!/bin/sh\necho x >> "$STAND_INS/launches"\nwhile [ "$(wc -l < "$STAND_INS/launches")" -lt 2 ]; do sleep 0.1; done\n',
      );
      await world.drop("ws1", existing);
      await world.drop("ws2", existing);
      assert.match((await world.once("--max-parallel 2")).out, /^ws\d: complete\nws\d: complete\n$/);
    });

    await step("MW61: --mirror move leaves nothing below ready/", async (world) => {
      await world.drop("ws1", existing);
      assert.equal((await world.once("--mirror move")).out, "ws1: complete\n");
      assert.deepEqual(await world.keys("ready/"), []);
      const removed = world.sandbox.requests().filter(({ operation }) => operation === "DeleteObject")
        .map(({ parameters }) => String(parameters.Key).split("/").at(-1)).filter((name) =>
          /ready|complete/.test(name ?? "")
        );
      assert.deepEqual(removed, ["daylily.ready", "daylily.complete"]);
      assert.equal(await world.text("complete/ws1/sample_data/one.fastq.gz"), "reads one");
    });

    await step("MW61: --mirror move deletes no input that was not copied", async (world) => {
      await world.drop("ws1", existing);
      await world.behave("day-clone", "exit 1");
      world.sandbox.faults.add({ kind: "deny", operation: "CopyObject" });
      const { err } = await world.once("--mirror move");
      assert.match(err, /ws1: its input files stay below ready\/, because s3:\S+\/error\/ws1\/ lacks \d files?\n/);
      const left = await world.keys("ready/ws1/");
      for (const path of Object.keys(existing)) assert.ok(left.includes(`ready/ws1/${path}`), path);
      assert.deepEqual(await world.sentinels("ws1"), ["error", "ready"]);
    });

    await step("MW61: with --retry-failed the input files stay for the next attempt", async (world) => {
      await world.drop("ws1", existing);
      await world.behave("day-clone", '[ -f "$STAND_INS/once" ] || { touch "$STAND_INS/once"; exit 1; }');
      const { out } = await world.once("--mirror move --retry-failed 1");
      assert.match(out, /ws1: complete\n$/);
      assert.deepEqual(await world.keys("ready/"), []);
    });

    await step("MW61: --mirror move with --no-inputs would lose the input files and is refused", async (world) => {
      await world.drop("ws1", existing);
      const { code, err } = await world.once("--mirror move --no-inputs");
      assert.deepEqual([code, world.requests()], [1, []]);
      assert.match(err, /DAY-USE-001: --mirror move deletes the input files that were copied/);
    });

    await step("monitor-worksets 4.5: --no-inputs leaves the input files of a local run out as well", async (world) => {
      await world.drop("ws1", existing);
      assert.equal((await world.once("--no-inputs")).out, "ws1: complete\n");
      const keys = await world.keys("complete/ws1/");
      assert.ok(keys.some((key) => key.endsWith("/result.txt")));
      assert.deepEqual(keys.filter((key) => /sample_data|daylily_work|\/ws1\/stage_/.test(key)), []);
    });

    await step("MW57: without run_directory it is the folder that the clone has made", async (world) => {
      const work = existing["daylily_work.yaml"].replace(/ {2}run_directory: .*\n/, "");
      await world.behave("day-clone", 'echo "Location  : $PWD/pipelines/rna-seq"');
      await world.drop("ws1", { ...existing, "daylily_work.yaml": work, "other/newer.txt": "x" });
      assert.equal((await world.once()).out, "ws1: complete\n");
      assert.ok((await world.keys("complete/ws1/pipelines/rna-seq/")).some((key) => key.endsWith("/result.txt")));
    });
  }),
);
