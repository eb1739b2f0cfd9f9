import assert from "node:assert/strict";
import { expiryRoleSpec } from "../../lib/aws/resources/expiry_role.ts";
import { hour, onCluster, oneDay, places, schedulesOfDeadline } from "./deadline_place.ts";
import { demo } from "./program.ts";

const heartbeat = "daylily-demo-heartbeat";

Deno.test(
  "decisions 3.51 to 3.51c: a cluster ends by itself",
  places(async (step) => {
    await step("a mail before, the stack goes at the hour, a mail after it, and the heartbeat ends", async (place) => {
      const { sandbox, begin, dayctl, at, status, mails, schedules, state } = place;
      const created = await dayctl(...oneDay);
      assert.equal(created.code, 0, created.err);
      assert.match(created.err.replace(/\s+/g, " "), /the cluster is deleted at \S+; its file system and everything/);
      assert.equal(JSON.parse(created.out).next[0], "deno task extend --cluster demo --region us-west-2 --ttl 24h");
      const deadline = new Date(begin + 24 * hour + 1_000).toISOString().replace(".000Z", "Z");
      assert.deepEqual([(await state()).deadline, await schedules()], [deadline, [...schedulesOfDeadline, heartbeat]]);
      const [cluster] = JSON.parse((await dayctl("status", "--output", "json")).out).clusters;
      const watched = await dayctl("watch", ...onCluster);
      assert.deepEqual([cluster.deadline, JSON.parse(watched.out).deadline], [deadline, deadline]);
      assert.match(
        (await dayctl("watch", ...onCluster.slice(0, 4))).err,
        new RegExp(`at its deletion deadline ${deadline}`),
      );

      await at(22.9);
      assert.deepEqual(await mails(), []);
      await at(23.1);
      const [[warned, warning]] = await mails();
      assert.deepEqual([warned, await status()], [23, "CREATE_COMPLETE"]);
      assert.match(
        warning,
        /Deleted: head node.*the file system of the cluster\. Results that were not exported are lost\.\nKept: network/,
      );
      assert.match(warning, /deno task extend --cluster demo .*\n.*deno task export --cluster demo/);
      await at(23.9);
      assert.equal(await status(), "CREATE_COMPLETE");
      await at(24.1);
      assert.equal(await status(), "");
      await at(26.1);
      const [, [after, passed], ...others] = await mails();
      assert.deepEqual([after, others], [26, []]);
      assert.match(passed, /has passed.*\n.*deno task audit --cluster demo/);

      const beats = async () => (await sandbox.fired()).filter(({ text }) => text.startsWith("Heartbeat")).length;
      assert.equal(await beats(), 26, "one an hour until the second mail");
      await at(60);
      assert.deepEqual([await beats(), await schedules()], [26, [heartbeat]], "the others take themselves away");
    });

    await step("extend moves it and its mails; --cancel takes them away, and the heartbeat goes on", async (place) => {
      const { sandbox, begin, dayctl, at, status, mails, schedules, state } = place;
      assert.equal((await dayctl(...oneDay)).code, 0);
      await at(20);
      const extended = await dayctl("extend", ...onCluster, "--ttl", "2d");
      assert.equal(extended.code, 0, extended.err);
      const { deadline, warnings } = JSON.parse(extended.out);
      assert.equal(Math.round((Date.parse(deadline) - begin) / hour), 68);
      assert.deepEqual([warnings, (await state()).deadline, (await state()).status], [[], deadline, "created"]);
      const said = await dayctl("extend", "--cluster", "demo", "--region", "us-west-2", "--ttl", "48h");
      assert.match(said.out, /AWS deletes cluster demo in us-west-2 at 2026-[\s\S]*its file system\s+and\s+everything/);
      await at(66.9);
      assert.deepEqual([await mails(), await status()], [[], "CREATE_COMPLETE"]);
      await at(67.5);
      assert.deepEqual((await mails()).map(([hours]) => hours), [67]);

      const canceled = await dayctl("extend", ...onCluster, "--cancel");
      assert.deepEqual([canceled.code, JSON.parse(canceled.out).deadline, (await state()).deadline], [0, "", ""]);
      assert.deepEqual(await schedules(), [heartbeat]);
      const [cluster] = JSON.parse((await dayctl("status", "--output", "json")).out).clusters;
      assert.deepEqual([cluster.deadline, cluster.status], ["", "created"]);
      await at(120);
      assert.equal(await status(), "CREATE_COMPLETE");
      const last = (await sandbox.fired()).at(-1);
      assert.match(last?.text ?? "", /^Heartbeat/);
      assert.equal((await dayctl("extend", ...onCluster, "--cancel")).code, 0, "again: nothing to take away");
    });

    await step("a cluster without a deadline gets one, also where nothing is recorded of it", async (place) => {
      const { sandbox, dayctl, at, status, mails, state, deletions } = place;
      assert.equal((await dayctl(...demo)).code, 0);
      assert.equal((await state()).deadline, "");
      await Deno.remove(`${sandbox.home}/.config/daylily`, { recursive: true });
      const extended = await dayctl("extend", ...onCluster, "--ttl", "2h");
      assert.equal(extended.code, 0, extended.err);
      const { cluster_name, deadline, region, resources } = await state();
      assert.deepEqual([cluster_name, region, JSON.parse(extended.out).deadline], ["demo", "us-west-2", deadline]);
      assert.equal((resources as readonly unknown[]).length, 5);
      await at(3);
      assert.equal(await status(), "");
      assert.deepEqual(
        (await deletions()).map(([, refused]) => refused),
        ["", ""],
        "of a stack that goes nothing more goes",
      );
      assert.deepEqual((await mails()).map(([hours]) => hours), [1]);
    });

    await step("a new cluster of the same name is not touched by the schedule of the old one", async (place) => {
      const { dayctl, at, status, deletions, schedules } = place;
      assert.equal((await dayctl(...oneDay)).code, 0);
      await at(24.2);
      assert.equal(await status(), "");
      const again = await dayctl(...demo, "--output", "json");
      assert.equal(again.code, 0, again.err);
      assert.ok((await schedules()).includes("daylily-demo-expiry"));
      const watched = await dayctl("watch", ...onCluster);
      assert.equal(JSON.parse(watched.out).deadline, "", "that of the old one is not its own");
      await at(60);
      assert.equal(await status(), "CREATE_COMPLETE");
      assert.ok((await deletions()).length > 40);
    });

    await step("a first deletion that is refused is carried out by a later one", async (place) => {
      const { sandbox: { calls }, dayctl, at, status, deletions } = place;
      assert.equal((await dayctl(...oneDay)).code, 0);
      const { name: RoleName } = expiryRoleSpec("123456789012");
      await calls.query("iam", "DeleteRolePolicy", { RoleName, PolicyName: "daylily-cluster-expiry-inline" });
      await at(24.2);
      assert.equal(await status(), "CREATE_COMPLETE");
      const repaired = await dayctl("infra", "expiry-role", "--output", "json");
      assert.deepEqual(JSON.parse(repaired.out).objects, [{ kind: "role", name: RoleName, outcome: "updated" }]);
      await at(24.4);
      assert.equal(await status(), "CREATE_COMPLETE");
      await at(24.6);
      assert.equal(await status(), "");
      assert.deepEqual(await deletions(), [[24, "cloudformation:DeleteStack is denied"], [24.5, ""]]);
    });

    await step("what the role may delete is a cluster, and nothing else", async (place) => {
      const { sandbox: { calls, fired }, dayctl, at } = place;
      assert.equal((await dayctl(...oneDay)).code, 0);
      const stacks = await calls.query("cloudformation", "DescribeStacks", { StackName: "pcluster-vpc-stack-2b" });
      const StackName = /<StackId>([^<]*)/.exec(stacks)?.[1];
      const schedule = await (await calls.send("scheduler", "GET", "/schedules/daylily-demo-expiry")).json();
      const Target = { ...schedule.Target, Input: JSON.stringify({ StackName }) };
      const { ScheduleExpression, FlexibleTimeWindow, StartDate, EndDate } = schedule;
      const body = JSON.stringify({ ScheduleExpression, FlexibleTimeWindow, StartDate, EndDate, Target });
      await calls.send("scheduler", "PUT", "/schedules/daylily-demo-expiry", { body });
      await at(24.1);
      const refused = (await fired()).filter(({ does }) => does === "deleteStack").map(({ refused }) => refused);
      assert.deepEqual(refused, ["cloudformation:DeleteStack is denied"]);
    });
  }),
);
