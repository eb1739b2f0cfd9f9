import assert from "node:assert/strict";
import { hurriedClock } from "../support/hurried_clock.ts";
import { counts, deletions, type DeletionWorld } from "./deletion_world.ts";

const deletion = "delete --cluster demo --region us-west-2 --yes --non-interactive --export";

/** What changed something, of all callers, in order. */
const changes = ({ sandbox }: DeletionWorld) =>
  sandbox.requests().filter(({ mutating }) => mutating).map(({ operation }) => operation);

const exportsOf = (world: DeletionWorld) => changes(world).filter((each) => each === "CreateDataRepositoryTask").length;

Deno.test(
  "delete --export",
  deletions(async (step) => {
    await step(
      "decision 3.57: the export has succeeded before anything is deleted; the plan says where to, and changes nothing",
      async (world) => {
        const plan = await world.run(`${deletion} --dry-run`);
        assert.equal(plan.code, 0, plan.err);
        assert.match(
          plan.out,
          /first \/fsx\/analysis_results is exported to s3:\/\/sandbox-omics-analysis-us-west-2\//,
        );
        assert.match(plan.out, /delete --cluster demo --region us-west-2 --export$/m);
        assert.deepEqual(changes(world), []);

        const { code, out, err } = await world.run(`${deletion} --output json`);
        assert.equal(code, 0, err);
        assert.equal(JSON.parse(out).status, "deleted");
        const order = changes(world).filter((each) => /^Delete|^CreateData/.test(each));
        assert.deepEqual(order.slice(0, 3), ["CreateDataRepositoryTask", "DeleteSchedule", "DeleteTopic"]);
        assert.ok(order.includes("DeleteStack"));
        const all = world.sandbox.requests().map(({ operation }) => operation);
        assert.ok(all.lastIndexOf("DescribeDataRepositoryTasks") < all.indexOf("DeleteSchedule"));
        assert.equal((await counts(world.sandbox)).fileSystems, 0);

        // Who asks again, asks for a cluster that is gone.
        const again = await world.run(deletion);
        assert.deepEqual([again.code, exportsOf(world)], [0, 1], again.err);
        assert.match(again.err, /nothing can be exported: cluster demo is gone already/);
      },
    );

    await step(
      "an export that fails: exit 2, nothing was deleted; the same command then begins another one",
      async (world) => {
        const before = await counts(world.sandbox);
        world.sandbox.settings.failExport = { reason: "the bucket is gone" };
        const target = "--target-uri analysis_results/x";
        const failed = await world.run(`${deletion} ${target} --output json`);
        assert.equal(failed.code, 2, failed.err);
        const { status, error, next, deleted } = JSON.parse(failed.out);
        assert.deepEqual([status, error.code, deleted], ["failed", "DAY-EXP-002", []]);
        assert.match(error.message, /^nothing was deleted, .*the bucket is gone$/);
        assert.deepEqual(next, [`deno task delete --cluster demo --region us-west-2 --export ${target}`]);
        assert.deepEqual(changes(world), ["CreateDataRepositoryTask"]);
        assert.deepEqual(await counts(world.sandbox), before);

        world.sandbox.settings.failExport = null;
        const again = await world.run(`${deletion} ${target}`);
        assert.equal(again.code, 0, again.err);
        assert.equal(exportsOf(world), 2);
        assert.equal((await counts(world.sandbox)).fileSystems, 0);
      },
    );

    await step(
      "decision 3.51: while it exports the deadline can be moved, and nothing else; then nothing is deleted before somebody asks again",
      async (world) => {
        const extend = "extend --cluster demo --region us-west-2 --output json";
        assert.equal((await world.run(`${extend} --ttl 2h`)).code, 0);
        const before = await counts(world.sandbox);
        for (const [words, folder] of [["--ttl 3d", "analysis_results/a"], ["--cancel", "analysis_results/b"]]) {
          const again = `delete --cluster demo --region us-west-2 --export --target-uri ${folder}`;
          world.sandbox.holdTime();
          const started = world.start(`${again} --yes --output json`);
          await started.saying(/export task-\w+: PENDING/);
          const second = await world.run("delete --cluster demo --region us-west-2 --yes");
          assert.deepEqual([second.code, second.err.includes("DAY-RUN-001")], [6, true], second.err);
          const extended = await world.run(`${extend} ${words}`);
          assert.equal(extended.code, 0, extended.err);
          world.sandbox.releaseTime();
          const { code, out, err } = await started.ended;
          assert.equal(code, 6, err);
          const { error, deleted, next } = JSON.parse(out);
          const now = JSON.parse(extended.out).deadline || "none";
          assert.equal(error.code, "DAY-TTL-005");
          assert.ok(error.message.includes(` to ${now}), so it may still be in use`), error.message);
          assert.deepEqual([deleted, next], [[], [`deno task ${again}`]]);
          assert.equal(world.stackDeletions(), 0);
          assert.equal((await world.run("status")).out.includes("deadline"), words !== "--cancel");
        }
        const { schedules, ...rest } = await counts(world.sandbox);
        assert.deepEqual([schedules, { ...rest, schedules: before.schedules }], [1, before]);
        const again = await world.run(deletion);
        assert.equal(again.code, 0, again.err);
        assert.deepEqual([(await counts(world.sandbox)).schedules, world.stackDeletions()], [0, 1]);
      },
    );

    await step("decision 3.51: from the end of the export on the deadline stays as it is", async (world) => {
      world.sandbox.settings.secondsOfDeletion = 600;
      const started = world.start(deletion);
      await started.saying(/cluster demo: DELETE_IN_PROGRESS/);
      const late = await world.run("extend --cluster demo --region us-west-2 --ttl 3d");
      assert.deepEqual([late.code, late.err.includes("the deadline of cluster demo is being worked on")], [6, true]);
      world.sandbox.passTime(600);
      assert.equal((await started.ended).code, 0);
    });

    await step(
      "an export that has ended long before does not count, for nobody knows what was written since",
      async (world) => {
        world.sandbox.holdTime();
        const started = world.start(deletion);
        await started.saying(/export task-\w+: PENDING/);
        started.signal("SIGINT");
        assert.equal((await started.ended).code, 130);
        world.sandbox.releaseTime();
        world.sandbox.passTime(60);
        const tomorrow = hurriedClock(new Date(Date.now() + 24 * 3_600_000).toISOString());
        const again = await world.run(deletion, { clock: tomorrow });
        assert.deepEqual([again.code, exportsOf(world)], [0, 2], again.err);
      },
    );

    for (const isOver of [false, true]) {
      await step(
        `broken off during the export, ${
          isOver ? "which ends meanwhile" : "which goes on"
        }: the same command, one export, the cluster is gone`,
        async (world) => {
          world.sandbox.holdTime();
          const started = world.start(deletion);
          await started.saying(/export task-\w+: PENDING/);
          started.signal("SIGINT");
          assert.equal((await started.ended).code, 130);
          assert.deepEqual(changes(world), ["CreateDataRepositoryTask"]);
          if (isOver) world.sandbox.passTime(60);
          world.sandbox.releaseTime();
          const again = await world.run(deletion);
          assert.equal(again.code, 0, again.err);
          assert.equal(exportsOf(world), 1);
          assert.deepEqual([(await counts(world.sandbox)).fileSystems, world.stackDeletions()], [0, 1]);
        },
      );
    }

    await step(
      "what cannot be exported from here is refused before anything is asked or changed",
      async (world) => {
        const lone = await world.run(`${deletion.replace(" --export", "")} --target-uri analysis_results`);
        assert.deepEqual([lone.code, lone.err.includes("DAY-USE-001")], [1, true], lone.err);
        const elsewhere = await world.run(`${deletion} --target-uri s3://elsewhere/x`);
        assert.deepEqual([elsewhere.code, elsewhere.err.includes("DAY-EXP-001")], [1, true], elsewhere.err);
        const tasks = world.sandbox.calls;
        const { fileSystems } = await counts(world.sandbox);
        assert.equal(fileSystems, 1);
        const id =
          /fs-\w+/.exec(JSON.stringify(await tasks.json("fsx", "AWSSimbaAPIService_v20180301.DescribeFileSystems", {})))
            ?.[0] ?? "";
        await tasks.json("fsx", "AWSSimbaAPIService_v20180301.DeleteFileSystem", { FileSystemId: id });
        world.sandbox.clearRequests();
        const without = await world.run(deletion);
        assert.deepEqual([without.code, without.err.includes("DAY-EXP-001")], [1, true], without.err);
        assert.deepEqual(changes(world), []);
      },
    );
  }),
);
