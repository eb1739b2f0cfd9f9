import assert from "node:assert/strict";
import { onCluster, oneDay, places } from "./deadline_place.ts";
import { demo } from "./program.ts";

const json = ["--output", "json"];
const unconfirmed = [...demo, "--ttl", "24h"];
const asks = demo.filter((flag) => flag !== "--non-interactive");

Deno.test(
  "decisions 3.51 to 3.51c: deadlines that are refused, and those that go wrong",
  places(async (step) => {
    await step("a time to live that is none is exit 1 with what to do, before anything is sent", async (place) => {
      const { sandbox, dayctl } = place;
      for (const ttl of ["0", "90m", "400d", "tomorrow", "1h", "31d", "721h", "-2d", "1.5d", "2D", "02h"]) {
        for (const words of [[...demo, `--ttl=${ttl}`], ["extend", "--cluster", "demo", `--ttl=${ttl}`]]) {
          const { code, out } = await dayctl(...words, ...json);
          const { error } = JSON.parse(out);
          assert.deepEqual([code, error.code, error.fix], [
            1,
            "DAY-USE-001",
            "give hours or days, for example 36h or 2d",
          ]);
        }
      }
      for (const words of [[], ["--cancel", "--ttl", "2d"]]) {
        const { code, out } = await dayctl("extend", ...onCluster, ...words);
        assert.deepEqual([code, JSON.parse(out).error.code], [1, "DAY-USE-001"]);
      }
      assert.deepEqual(sandbox.requests(), []);
    });

    await step(
      "without the role: exit 1 at gate 3 with the command, before any write; then infra makes it",
      async (place) => {
        const { sandbox, dayctl } = place;
        const { code, out, err } = await dayctl(...oneDay);
        assert.deepEqual([code, JSON.parse(out).error.code], [1, "DAY-PRE-002"], err);
        assert.match(JSON.parse(out).error.fix, /deno task infra expiry-role$/);
        assert.match(err, /FAIL iam\.expiry_role/);
        assert.doesNotMatch(err, /config\.counts|quota\./);
        assert.deepEqual(sandbox.requests().filter(({ mutating }) => mutating), []);
        assert.equal((await dayctl("preflight", ...oneDay.slice(1))).code, 1);

        assert.equal((await dayctl(...demo)).code, 0);
        const extended = await dayctl("extend", ...onCluster, "--ttl", "2d");
        assert.deepEqual([extended.code, JSON.parse(extended.out).error.code], [1, "DAY-TTL-002"]);
        assert.match(JSON.parse(extended.out).error.fix, /deno task infra expiry-role$/);

        const outcomes = [];
        for (let turn = 0; turn < 2; turn++) {
          const made = await dayctl("infra", "expiry-role", ...json);
          assert.equal(made.code, 0, made.err);
          outcomes.push(JSON.parse(made.out).objects[0].outcome);
        }
        assert.deepEqual(outcomes, ["created", "unchanged"]);
        assert.equal((await dayctl("extend", ...onCluster, "--ttl", "2d")).code, 0);
        assert.equal((await dayctl("infra", "nothing")).code, 1);
      },
      { expiryRole: false },
    );

    await step(
      "results that would go: a flag where nobody is asked, else the plan and a person's word",
      async (place) => {
        const { sandbox, start, dayctl } = place;
        const silent = await dayctl(...unconfirmed, ...json);
        assert.deepEqual([silent.code, JSON.parse(silent.out).error.code], [1, "DAY-PROMPT-001"]);
        assert.match(JSON.parse(silent.out).error.fix, /--ttl-deletes-results/);
        const answers: readonly string[] = JSON.parse(silent.out).next;
        assert.deepEqual(answers.map((line) => line.replace(/.* --non-interactive /, "")), [
          "--ttl-deletes-results",
          "--set auto_delete_fsx=Retain",
        ]);
        assert.deepEqual(sandbox.requests(), []);

        const plan = await dayctl(...unconfirmed.filter((flag) => flag !== "--non-interactive"), "--plan", ...json);
        const warnings: readonly { readonly id: string }[] = JSON.parse(plan.out).warnings;
        assert.deepEqual(warnings.map(({ id }) => id), ["deadline.goes"]);

        const declined = await start([...asks, "--ttl", "24h", ...json], ["no"]).ended;
        assert.deepEqual([declined.code, JSON.parse(declined.out).error.code], [1, "DAY-PROMPT-003"], declined.err);
        assert.match(declined.err, /its file system and everything on it that was not exported are deleted/);
        assert.deepEqual(sandbox.requests().filter(({ mutating }) => mutating), []);
        const agreed = await start([...asks, "--new-run", "--ttl", "24h", ...json], [""]).ended;
        assert.equal(agreed.code, 0, agreed.err);
      },
    );

    await step(
      "a file system that is kept asks nobody; without a heartbeat the plan says that no mail comes",
      async (place) => {
        const { dayctl, at, mails, status, schedules } = place;
        const keeps = ["--set", "auto_delete_fsx=Retain", "--set", "heartbeat_email=skip"];
        const created = await dayctl(...unconfirmed, ...keeps, ...json);
        assert.equal(created.code, 0, created.err);
        const said = created.err.replace(/\s+/g, " ");
        assert.match(said, /its file system is kept .*no mail will announce the deletion deadline/);
        assert.deepEqual(await schedules(), ["daylily-demo-expiry"]);
        const extended = await dayctl("extend", "--cluster", "demo", "--region", "us-west-2", "--ttl", "2d");
        assert.match(extended.out.replace(/\s+/g, " "), /its file system is kept .*no mail will announce/);
        await at(60);
        assert.deepEqual([await mails(), await status()], [[], ""]);
      },
    );

    await step(
      "a deadline that cannot be set is told with the command that sets it, and the cluster runs",
      async (place) => {
        const { sandbox, dayctl, state } = place;
        sandbox.settings.denied = ["scheduler:CreateSchedule"];
        const created = await dayctl(...oneDay);
        assert.equal(created.code, 0, created.err);
        const { deadline, post_create_warnings } = await state();
        const [warning] = (post_create_warnings as readonly { readonly id: string; readonly message: string }[])
          .filter(({ id }) => id === "deadline.failed");
        assert.equal(deadline, "");
        assert.match(created.err, /no deletion deadline and runs until somebody deletes it/);
        const command = /deno task (extend .*)$/.exec(warning.message)?.[1] ?? "";
        sandbox.settings.denied = [];
        assert.equal((await dayctl(...command.split(" "))).code, 0, command);
        assert.notEqual((await state()).deadline, "");
      },
    );

    await step("extend refuses what is no cluster, and one that is going", async (place) => {
      const { sandbox, dayctl } = place;
      assert.equal((await dayctl(...demo)).code, 0);
      const refused = async (name: string, region = "us-west-2") => {
        const { code, out } = await dayctl("extend", "--cluster", name, "--region", region, "--ttl", "2d", ...json);
        return [code, JSON.parse(out).error.code];
      };
      assert.deepEqual(await refused("dem"), [1, "DAY-CLU-001"]);
      assert.deepEqual(await refused("demo", "us-east-1"), [1, "DAY-CLU-001"]);
      assert.deepEqual(await refused("pcluster-vpc-stack-2b"), [1, "DAY-CLU-001"]);
      assert.deepEqual(await refused("d".repeat(60)), [1, "DAY-USE-001"]);
      await sandbox.calls.query("cloudformation", "DeleteStack", { StackName: "demo" });
      assert.deepEqual(await refused("demo"), [2, "DAY-TTL-003"]);
      const [cluster] = JSON.parse((await dayctl("status", ...json)).out).clusters;
      assert.equal(cluster.status, "created", "a refused extension hides nothing");
      assert.ok(!sandbox.requests().some(({ operation }) => operation === "UpdateSchedule"));
    });

    await step("a creation that its deadline ends names it; the resume asks for a new one", async (place) => {
      const { sandbox, dayctl, start, tells, at, schedules, state } = place;
      Object.assign(sandbox.settings, { secondsOfCreation: 1_000_000, secondsOfDeletion: 3_600 });
      const creation = start([...oneDay, "--create-timeout", "99999"]);
      await creation.saying(/schedule daylily-demo-expiry-check: created/);
      await at(24.01);
      const watching = start(["watch", ...onCluster.slice(0, 4)]);
      await watching.saying(/its deletion deadline \S+ has passed/);
      await tells(creation, /DELETE_IN_PROGRESS/);
      await tells(watching, /DELETE_IN_PROGRESS/);
      await at(25.1);
      const ended = await creation.ended;
      const { error } = JSON.parse(ended.out);
      assert.deepEqual([ended.code, error.code], [2, "DAY-TTL-001"], ended.err);
      assert.match((await watching.ended).out, /: deleted, because its deletion deadline \S+ has passed/);

      Object.assign(sandbox.settings, { secondsOfCreation: 0, secondsOfDeletion: 60 });
      const silent = await dayctl("create", "--resume", "--non-interactive", ...json);
      assert.deepEqual([silent.code, JSON.parse(silent.out).error.code], [1, "DAY-PROMPT-001"]);
      const command = /deno task (create .*)$/.exec(JSON.parse(silent.out).error.fix)?.[1] ?? "";
      assert.equal(error.fix, `create it again: deno task ${command}`);
      const before = (await state()).deadline;
      const again = await dayctl(...command.split(" "), "--non-interactive", ...json);
      assert.equal(again.code, 0, again.err);
      const { deadline } = await state();
      assert.ok(String(deadline) > String(before), `${before} ${deadline}`);
      assert.ok((await schedules()).includes("daylily-demo-expiry-warning"));
    });

    await step("a resume keeps the moment that was decided on, and refuses another", async (place) => {
      const { sandbox, dayctl, at, state } = place;
      sandbox.faults.add({ operation: "CreateBudget", kind: "deny" });
      assert.equal((await dayctl(...oneDay)).code, 2);
      sandbox.faults.clear();
      await at(5);
      const other = await dayctl("create", "--resume", "--ttl", "2d", "--non-interactive", ...json);
      assert.deepEqual([other.code, JSON.parse(other.out).error.code], [1, "DAY-USE-001"]);
      assert.equal((await dayctl("create", "--resume", "--non-interactive")).code, 0);
      assert.match(String((await state()).deadline), /T/);
      await at(24.1);
      assert.equal(await place.status(), "");
    });
  }),
);
