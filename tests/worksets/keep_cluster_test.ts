import assert from "node:assert/strict";
import { usualFiles, worksets, type WorksetsHere } from "./worksets_here.ts";

const work = usualFiles()["daylily_work.yaml"].replace("completion: true", "completion: on_success\n  keep_hours: 6");
const names = async (world: WorksetsHere) => (await world.calls()).map((line) => line.split(" ")[0]);
const journalOf = async (world: WorksetsHere) => JSON.parse(await world.text("ready/ws1/_daylily/journal.json"));

Deno.test(
  "decision 4: the cluster of a failed run is kept for keep_hours",
  worksets(async (step) => {
    const fail = async (world: WorksetsHere, text = work) => {
      await world.behave("day-clone", "exit 1");
      await world.drop("ws1", usualFiles({ "daylily_work.yaml": text }));
      return await world.once();
    };

    await step("with a deadline of its own where the account has the role; nobody waits for it", async (world) => {
      const { err } = await fail(world);
      assert.deepEqual(await names(world), ["create", "stage-samples", "day-clone", "extend"]);
      assert.match(
        (await world.calls()).at(-1) ?? "",
        /^extend --cluster research-hg38-20240401 --region us-west-2 --profile research --ttl 6h$/,
      );
      assert.match(err, /AWS deletes cluster \S+ at its deletion deadline, \S+Z; delete it sooner with/);
      assert.deepEqual(await world.sentinels("ws1"), ["error", "ready"]);
    });

    await step("else it stays, and whoever watches when the time is over removes it", async (world) => {
      await world.behave("extend", "exit 1");
      const { err, out } = await fail(world);
      assert.match(out, /^ws1: error/);
      assert.match(err, /A running monitor deletes cluster \S+ at its deletion deadline, \S+Z;/);
      assert.deepEqual(await world.sentinels("ws1"), ["error", "in_progress", "ready"]);
      assert.match((await world.once()).err, /its cluster is kept until/);
      assert.ok(!(await names(world)).includes("delete"));
      const journal = await journalOf(world);
      const hours = (Date.parse(journal.cluster.keep_until) - Date.parse(journal.finished)) / 3_600_000;
      assert.ok(hours > 5.9 && hours <= 6, String(hours));
      const past = { ...journal, cluster: { ...journal.cluster, keep_until: "2026-01-01T00:00:00.000Z" } };
      await world.put("ready/ws1/_daylily/journal.json", JSON.stringify(past));
      await world.once();
      assert.equal((await names(world)).at(-1), "delete");
      assert.deepEqual(await world.sentinels("ws1"), ["error", "ready"]);
      assert.equal((await journalOf(world)).cluster.destroyed, true);
    });

    await step("a new attempt takes over what is kept, and it goes with that attempt", async (world) => {
      await world.behave("extend", "exit 1");
      await fail(world);
      await world.behave("day-clone", "");
      await world.remove("ready/ws1/daylily.error");
      assert.equal((await world.once()).out, "ws1: complete\n");
      assert.equal((await names(world)).filter((name) => name === "delete").length, 1);
      const { attempt, cluster } = await journalOf(world);
      assert.deepEqual([attempt, cluster.destroyed, cluster.keep_until], [2, true, undefined]);
    });

    await step("keep_hours: 0 keeps nothing", async (world) => {
      await fail(world, work.replace("keep_hours: 6", "keep_hours: 0"));
      assert.equal((await names(world)).at(-1), "delete");
    });
  }),
);
