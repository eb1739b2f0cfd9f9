import assert from "node:assert/strict";
import { join } from "node:path";
import { eventually } from "../support/eventually.ts";
import { cluster, template, withStacks } from "./with_stacks.ts";
import { bucket, root, usualFiles, worksets, type WorksetsHere } from "./worksets_here.ts";

const work = usualFiles()["daylily_work.yaml"].replace("  allow_existing: false", "  share: true");
const failing = work.replace("completion: true", "completion: on_success\n  keep_hours: 6");
const stateKey = `_daylily/clusters/us-west-2.${cluster}/share.json`;

const names = async (world: WorksetsHere) => (await world.calls()).map((line) => line.split(" ")[0]);
const count = async (world: WorksetsHere, name: string) => (await names(world)).filter((each) => each === name).length;
const stateOf = async (world: WorksetsHere) => JSON.parse(await world.text(stateKey));
const journalOf = async (world: WorksetsHere, workset: string) =>
  JSON.parse(await world.text(`ready/${workset}/_daylily/journal.json`));
const drop = (world: WorksetsHere, workset: string, text = work) =>
  world.drop(workset, usualFiles({ "daylily_work.yaml": text }));

const watching = (world: WorksetsHere, more = "") =>
  world.start(
    `monitor-worksets s3://${bucket}/${root} --region us-west-2 --local-root ${world.localRoot} --run-location local ${more}`
      .trim(),
  );

Deno.test(
  "decision 4: worksets of a root share a cluster",
  worksets(async (step) => {
    await step("several at once, made once, and removed when the last one has ended", async (world) => {
      await withStacks(world);
      await Deno.writeTextFile(
        join(world.env.STAND_INS, "run"),
        '#!/bin/sh\necho x >> "$STAND_INS/launches"\nwhile [ "$(wc -l < "$STAND_INS/launches")" -lt 3 ]; do sleep 0.1; done\n',
      );
      for (const workset of ["ws1", "ws2", "ws3"]) await drop(world, workset);
      const { out, err, code } = await world.once("--max-parallel 3 --idle-minutes 0");
      assert.equal(code, 0, err);
      assert.match(out, /^(ws\d: complete\n){3}$/);
      assert.deepEqual([await count(world, "create"), await count(world, "delete")], [1, 1]);
      assert.equal((await names(world)).at(-1), "delete");
      assert.match((await world.calls())[0], / --tag daylily:share=[0-9a-f]{16}$/);
      assert.match(err, /waits for shared cluster research-hg38-20240401 until ws\d has created it/);
      assert.deepEqual(await world.keys("_daylily/clusters/"), []);
      for (const workset of ["ws1", "ws2", "ws3"]) {
        assert.deepEqual(await world.sentinels(workset), ["complete", "ready"]);
      }
    });

    await step(
      "it rests with a deadline, is used again without one, and goes when its time is over",
      async (world) => {
        await withStacks(world);
        const monitor = watching(world, "--poll-seconds 60");
        await drop(world, "ws1");
        await monitor.saying(
          /cluster research-hg38-20240401: no workset uses the shared cluster; a running monitor deletes it after/,
        );
        assert.equal((await names(world)).at(-1), "extend");
        assert.match((await world.calls()).at(-1) ?? "", / --ttl 3h$/);
        const { phase, users, has_deadline } = await stateOf(world);
        assert.deepEqual([phase, users, has_deadline], ["idle", [], true]);

        await drop(world, "ws2");
        await eventually("it rests again", async () => (await count(world, "extend")) === 3);
        assert.match(
          (await world.calls()).findLast((line) => line.startsWith("extend") && !/ttl/.test(line)) ?? "",
          / --cancel$/,
        );
        assert.equal(await count(world, "create"), 1);
        await eventually("it is idle", async () => (await stateOf(world)).phase === "idle");
        assert.equal(await count(world, "delete"), 0);

        await world.put(
          stateKey,
          JSON.stringify({ ...await stateOf(world), keep_until: "2026-01-01T00:00:00.000Z" }),
        );
        await eventually("it is gone", async () => (await world.keys("_daylily/clusters/")).length === 0);
        assert.equal((await names(world)).at(-1), "delete");
        monitor.signal("SIGTERM");
        await monitor.ended;
      },
    );

    await step("a single pass waits until it goes", async (world) => {
      await withStacks(world);
      await drop(world, "ws1");
      const pass = world.start(
        `monitor-worksets s3://${bucket}/${root} --region us-west-2 --local-root ${world.localRoot} --run-location local --once`,
      );
      await pass.saying(
        /the monitor keeps running until shared cluster \S+ can be deleted, after \S+Z; delete it sooner with: dayctl delete --cluster research-hg38/,
      );
      await world.put(stateKey, JSON.stringify({ ...await stateOf(world), keep_until: "2026-01-01T00:00:00.000Z" }));
      const { code, out } = await pass.ended;
      assert.deepEqual([code, out], [0, "ws1: complete\n"]);
      assert.equal((await names(world)).at(-1), "delete");
    });

    await step("on_success keeps it for people, also when nobody uses it; false keeps it for good", async (world) => {
      await withStacks(world);
      await world.behave("day-clone", "exit 1");
      await drop(world, "ws1", failing);
      const { err } = await world.once();
      assert.match(err, /ws1: shared cluster research-hg38-20240401 is kept until/);
      const { phase, keep_until } = await stateOf(world);
      assert.equal(phase, "idle");
      assert.ok(Date.parse(keep_until) - Date.now() > 5.9 * 3_600_000);
      assert.match((await world.calls()).at(-1) ?? "", /^extend .* --ttl 8h$/);
      await drop(world, "ws2", work.replace("completion: true", "completion: false"));
      await world.once("--idle-minutes 0");
      assert.deepEqual([await count(world, "create"), await count(world, "delete")], [1, 0]);
      assert.equal((await stateOf(world)).stays, true);
    });

    await step("a monitor that stops while it makes one: the next one begins over it", async (world) => {
      await withStacks(world, '[ -f "$STAND_INS/second" ] || { touch "$STAND_INS/second"; exec sleep 60; }');
      await drop(world, "ws1");
      const first = watching(world);
      await eventually("it is being made", async () => (await count(world, "create")) === 1);
      first.signal("SIGTERM");
      assert.equal((await first.ended).code, 143);
      assert.deepEqual((await stateOf(world)).users, ["ws1"]);
      assert.equal((await world.once("--idle-minutes 0")).out, "ws1: complete\n");
      assert.deepEqual(await names(world), ["create", "create", "stage-samples", "day-clone", "delete"]);
      assert.match((await world.calls())[1], / --new-run$/);
    });

    await step("a creation that fails: what stands of it goes, and the next workset makes its own", async (world) => {
      await withStacks(world);
      const make = await Deno.readTextFile(join(world.env.STAND_INS, "create.sh"));
      await world.behave("create", `${make}\n[ -f "$STAND_INS/second" ] || { touch "$STAND_INS/second"; exit 2; }`);
      await drop(world, "ws1");
      await drop(world, "ws2");
      const { out } = await world.once("--idle-minutes 0");
      assert.match(
        out,
        /^ws1: error \(WS-CLU-003 at cluster: create cluster ended with exit code 2\)\nws2: complete\n$/,
      );
      assert.deepEqual(
        (await names(world)).filter((name) => name === "create" || name === "delete"),
        ["create", "delete", "create", "delete"],
      );
    });

    await step("one that no monitor has made is neither used nor removed", async (world) => {
      await withStacks(world);
      await world.sandbox.calls.query("cloudformation", "CreateStack", {
        StackName: cluster,
        TemplateBody: template,
      });
      await drop(world, "ws1");
      const { out, err } = await world.once("--idle-minutes 0");
      assert.match(
        out,
        /^ws1: error \(WS-CLU-003 at cluster: a cluster \S+ already exists in us-west-2 and was not created for a workset/,
      );
      assert.match(err, /was not created for the worksets of this S3 folder, and is kept/);
      assert.deepEqual(await names(world), []);
      assert.deepEqual(await world.keys("_daylily/clusters/"), []);
    });

    await step(
      "whoever stopped while one was removed: the next monitor goes on, and a workset waits for it",
      async (world) => {
        await withStacks(world);
        await drop(world, "ws1");
        await world.behave("delete", "exit 2");
        const { err } = await world.once("--idle-minutes 0");
        assert.match(err, /cluster research-hg38-20240401 could not be deleted \(exit code 2\) and still costs money/);
        assert.deepEqual([(await stateOf(world)).phase, (await stateOf(world)).goes], ["closing", true]);
        await withStacks(world);
        await drop(world, "ws2");
        assert.equal((await world.once("--idle-minutes 0")).out, "ws2: complete\n");
        assert.deepEqual((await names(world)).filter((name) => name === "create").length, 2);
        assert.deepEqual((await names(world)).slice(-2), ["day-clone", "delete"]);
      },
    );

    await step("a workset that was tried again in place is a user again", async (world) => {
      await withStacks(world);
      await Deno.writeTextFile(join(world.env.STAND_INS, "run"), "#!/bin/sh\n[ -f here ] || { touch here; exit 1; }\n");
      await drop(world, "ws1", failing);
      await world.once();
      await world.run(`monitor-worksets retry s3://${bucket}/${root} ws1 --region us-west-2 --in-place`);
      assert.equal((await world.once()).out, "ws1: complete\n");
      assert.equal((await journalOf(world, "ws1")).cluster.destroyed, true);
      assert.deepEqual([await count(world, "create"), (await stateOf(world)).users], [1, []]);
    });

    await step(
      "a workset that shares no more: others keep the cluster, and it makes none of that name",
      async (world) => {
        await withStacks(world);
        await Deno.writeTextFile(
          join(world.env.STAND_INS, "run"),
          '#!/bin/sh\ntouch "$STAND_INS/begun"\nwhile [ ! -f "$STAND_INS/go" ]; do sleep 0.1; done\n',
        );
        const monitor = watching(world, "--max-parallel 2 --idle-minutes 0");
        await drop(world, "ws1");
        await eventually("ws1 runs", () => Deno.stat(join(world.env.STAND_INS, "begun")).then(() => true, () => false));
        await drop(world, "ws2", work.replace("  share: true", "  allow_existing: false"));
        await monitor.saying(/ws2: waits until whoever shares it no longer needs cluster/);
        assert.equal(await count(world, "delete"), 0);
        await Deno.writeTextFile(join(world.env.STAND_INS, "go"), "");
        await eventually("both have ended", async () => (await count(world, "delete")) === 2);
        monitor.signal("SIGTERM");
        await monitor.ended;
        assert.equal(await count(world, "create"), 2);
      },
    );

    await step("another cluster in the next attempt: the one of the attempt before goes first", async (world) => {
      await world.behave("extend", "exit 1");
      await world.behave("day-clone", "exit 1");
      await drop(world, "ws1", failing.replace("  share: true", "  allow_existing: false"));
      await world.once();
      assert.equal(await count(world, "delete"), 0);
      await world.remove("ready/ws1/daylily.error");
      await world.behave("day-clone", "");
      await world.put(
        "ready/ws1/daylily_work.yaml",
        failing.replace("  share: true", "  allow_existing: false").replace(cluster, "other"),
      );
      assert.equal((await world.once()).out, "ws1: complete\n");
      const made = (await world.calls()).filter((line) => /^(create|delete) /.test(line)).map((line) =>
        line.split(" ").slice(0, 3).join(" ")
      );
      assert.deepEqual(made, [
        `create --cluster ${cluster}`,
        `delete --cluster-name ${cluster}`,
        "create --cluster other",
        "delete --cluster-name other",
      ]);
    });
  }),
);
