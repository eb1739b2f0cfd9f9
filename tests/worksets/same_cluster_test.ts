import assert from "node:assert/strict";
import { join } from "node:path";
import { tagComplaint } from "../../lib/names/tag_rules.ts";
import { eventually } from "../support/eventually.ts";
import { cluster, template, withStacks } from "./with_stacks.ts";
import { bucket, root, worksets, type WorksetsHere } from "./worksets_here.ts";

const names = async (world: WorksetsHere) => (await world.calls()).map((line) => line.split(" ")[0]);
const clusterCalls = async (world: WorksetsHere) =>
  (await names(world)).filter((name) => name === "create" || name === "delete");
const journalOf = async (world: WorksetsHere) => JSON.parse(await world.text("ready/ws1/_daylily/journal.json"));
const pass = `monitor-worksets s3://${bucket}/${root} --region us-west-2 --run-location local`;

/** What the first `create` does instead; it begins with waiting for the test. */
const firstOnly = (lines: string) =>
  `[ -f "$STAND_INS/first" ] || { touch "$STAND_INS/first"; until [ -f "$STAND_INS/go" ]; do sleep 0.1; done; ${lines}; }`;
const goOn = (world: WorksetsHere) => Deno.writeTextFile(join(world.env.STAND_INS, "go"), "");
const hasBegun = (world: WorksetsHere) =>
  eventually("it is being made", async () => (await clusterCalls(world)).length === 1);

/** A monitor of another host makes the cluster for a workset of its own. */
async function madeByOther(
  world: WorksetsHere,
  tags: Readonly<Record<string, string>> = { "daylily:workset": "other" },
): Promise<void> {
  await world.sandbox.calls.query("cloudformation", "CreateStack", {
    StackName: cluster,
    TemplateBody: template,
    ...Object.fromEntries(
      Object.entries(tags).flatMap(([key, value], index) => [
        [`Tags.member.${index + 1}.Key`, key],
        [`Tags.member.${index + 1}.Value`, value],
      ]),
    ),
  });
}

Deno.test(
  "worksets that each want a cluster of their own, of the same name",
  worksets(async (step) => {
    await step(
      "MW91: one creation at a time; the second begins when the first one's cluster is gone",
      async (world) => {
        await withStacks(world);
        await world.drop("ws1");
        await world.drop("ws2");
        const { out, err, code } = await world.once("--max-parallel 2");
        assert.equal(code, 0, err);
        assert.match(out, /^ws\d: complete\nws\d: complete\n$/);
        assert.deepEqual(await clusterCalls(world), ["create", "delete", "create", "delete"]);
        assert.match(err, new RegExp(`ws\\d: waits until ws\\d no longer needs cluster ${cluster}`));
        const owners = (await world.calls()).flatMap((line) => line.match(/daylily:workset=(\S+)/)?.slice(1) ?? []);
        assert.deepEqual(owners.sort(), ["ws1", "ws2"]);
      },
    );

    await step("a monitor elsewhere was faster: its cluster is waited for, and not removed", async (world) => {
      await withStacks(world, firstOnly("exit 2"));
      await world.drop("ws1");
      const monitor = world.start(`${pass} --local-root ${world.localRoot} --run-once`);
      await hasBegun(world);
      await madeByOther(world);
      await goOn(world);
      await monitor.saying(/ws1: waits until other no longer needs cluster/);
      assert.equal((await journalOf(world)).cluster, undefined);
      await world.sandbox.calls.query("cloudformation", "DeleteStack", { StackName: cluster });
      assert.equal((await monitor.ended).out, "ws1: complete\n");
      assert.deepEqual(await clusterCalls(world), ["create", "create", "delete"]);
      assert.match((await world.calls())[1], / --new-run$/);
    });

    await step(
      "decision 4, D6: a workset of that name in another root has made it: it is waited for, and not removed",
      async (world) => {
        await withStacks(world);
        await madeByOther(world, { "daylily:workset": "ws1", "daylily:root": "0123456789abcdef" });
        await world.drop("ws1");
        const monitor = world.start(`${pass} --local-root ${world.localRoot} --run-once`);
        await monitor.saying(/ws1: waits until ws1 of another S3 folder no longer needs cluster/);
        await world.sandbox.calls.query("cloudformation", "DeleteStack", { StackName: cluster });
        assert.equal((await monitor.ended).out, "ws1: complete\n");
        assert.deepEqual(await clusterCalls(world), ["create", "delete"]);
      },
    );

    await step("monitor-worksets 1.1: a workset may be called what AWS takes in no tag", async (world) => {
      await withStacks(world);
      await world.drop("run#3, (new)");
      const { out, err } = await world.once();
      assert.equal(out, "run#3, (new): complete\n", err);
      const [create] = await world.calls();
      const [, owner = ""] = / --tag daylily:workset=(.*?) --tag daylily:attempt=1 /.exec(create) ?? [];
      assert.equal(tagComplaint("daylily:workset", owner), undefined);
      assert.match(owner, /^run_3_ _new_-[0-9a-f]{8}$/);
      assert.deepEqual(await clusterCalls(world), ["create", "delete"]);
    });

    await step(
      "another process of this host is at work on a cluster of that name: it is tried again",
      async (world) => {
        await withStacks(world, firstOnly("echo 'error DAY-RUN-001: cluster x is being worked on' >&2; exit 6"));
        await goOn(world);
        await world.drop("ws1");
        assert.equal((await world.once()).out, "ws1: complete\n");
        assert.deepEqual(await clusterCalls(world), ["create", "create", "delete"]);
      },
    );

    await step("what a monitor had only begun to make is another's by now: nothing is removed", async (world) => {
      await withStacks(world, firstOnly("exit 2"));
      await world.drop("ws1");
      const monitor = world.start(`${pass} --local-root ${world.localRoot}`);
      await hasBegun(world);
      monitor.signal("SIGTERM");
      assert.equal((await monitor.ended).code, 143);
      assert.equal((await journalOf(world)).cluster.created_by_us, true);
      await madeByOther(world);
      await world.put("ready/ws1/daylily.ignore", "");
      await world.once();
      assert.equal((await journalOf(world)).phase, "cancelled");
      assert.deepEqual(await clusterCalls(world), ["create"]);
      assert.deepEqual(await world.sentinels("ws1"), ["ignore", "ready"]);
    });
  }),
);
