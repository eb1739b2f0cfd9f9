import assert from "node:assert/strict";
import { join } from "node:path";
import { type Place, places } from "../e2e/deadline_place.ts";
import { configFolder, demo } from "../e2e/program.ts";

const budget = [
  ...["create-budget", "-p", "a-project", "-a", "200", "-r", "us-west-2", "-e", "ada@example.org", "-t", "75"],
  ...["-c", "demo", "-u", "alice", "-b"],
];
const heartbeat = ["setup-heartbeat", "--cluster-name", "demo", "--region", "us-west-2"];
const hourly = [...heartbeat, "--email", "bob@example.org", "--schedule", "rate(2 hours)"];
const json = ["--output", "json"];

type Remembered = { readonly kind: string; readonly key: string; readonly origin: string };

async function bucketOf({ state }: Place): Promise<string> {
  return `s3://${(await state()).bucket}`;
}

/** Kind, last part of the key and origin of what the newest record knows. */
async function known({ state }: Place, kind: string): Promise<readonly string[]> {
  const resources = (await state()).resources as readonly Remembered[];
  return resources.filter((each) => each.kind === kind).map(({ key, origin }) => `${key.split("/").at(-1)} ${origin}`);
}

async function files(place: Place, kind: RegExp): Promise<readonly string[]> {
  const folder = configFolder(place.sandbox);
  return (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).filter((name) => kind.test(name)).sort();
}

Deno.test(
  "decisions 3.24 and 3.50: what the helper scripts make of a cluster stands in its record",
  places(async (step) => {
    await step("a budget, and the heartbeat; status still says what the cluster is", async (place) => {
      const { dayctl, state } = place;
      assert.equal((await dayctl(...demo)).code, 0);
      const before = await state();
      const made = await dayctl(...budget, await bucketOf(place));
      assert.equal(made.code, 0, made.err);
      assert.ok((await known(place, "budget")).includes("a-project created"));
      assert.ok((await known(place, "tags-table-line")).includes("a-project created"));
      const set = await dayctl(...hourly);
      assert.equal(set.code, 0, set.err);
      const after = await state();
      assert.deepEqual([after.status, after.budgets, after.headnode_ip], [
        before.status,
        before.budgets,
        before.headnode_ip,
      ]);
      const role_arn = (before.heartbeat as { readonly role_arn: string }).role_arn;
      assert.deepEqual(after.heartbeat, {
        ...{ email: "bob@example.org", schedule: "rate(2 hours)", role_arn },
        topic_arn: "arn:aws:sns:us-west-2:123456789012:daylily-demo-heartbeat",
        schedule_name: "daylily-demo-heartbeat",
      });
      assert.deepEqual(await known(place, "schedule"), ["daylily-demo-heartbeat created"]);
      assert.deepEqual(await known(place, "subscription"), ["bob@example.org created", "demo@example.org created"]);
      const { clusters, runs } = JSON.parse((await dayctl("status", "--runs", ...json)).out);
      assert.deepEqual(clusters.map(({ status }: { status: string }) => status), ["created"]);
      assert.deepEqual(
        runs.map(({ operation, outcome }: { operation: string; outcome: string }) => `${operation} ${outcome}`),
        ["setup-heartbeat done", "create-budget done", "create created"],
      );

      const gone = await dayctl(...heartbeat, "--teardown");
      assert.equal(gone.code, 0, gone.err);
      for (const kind of ["schedule", "topic", "subscription"]) assert.deepEqual(await known(place, kind), [], kind);
      assert.equal(((await state()).heartbeat as { readonly topic_arn: string }).topic_arn, "");
      assert.equal(JSON.parse((await dayctl("status", ...json)).out).clusters[0].status, "created");
    });

    await step("a dry run leaves record and journals as they are", async (place) => {
      const { dayctl } = place;
      assert.equal((await dayctl(...demo)).code, 0);
      const before = [
        await files(place, /^state_/),
        await Array.fromAsync(Deno.readDir(join(configFolder(place.sandbox), "runs"))),
      ];
      const bucket = await bucketOf(place);
      for (const words of [[...budget, bucket], hourly, [...heartbeat, "--teardown"]]) {
        assert.equal((await dayctl(...words, "--dry-run")).code, 0);
      }
      const after = [
        await files(place, /^state_/),
        await Array.fromAsync(Deno.readDir(join(configFolder(place.sandbox), "runs"))),
      ];
      const journals = ([, runs]: readonly (readonly unknown[])[]) =>
        (runs as readonly { readonly name: string }[]).map(({ name }) => name).filter((name) => name.endsWith(".jsonl"))
          .sort();
      assert.deepEqual([after[0], journals(after)], [before[0], journals(before)]);
    });

    await step("while the cluster is being created: its budgets can be made, its heartbeat waits", async (place) => {
      const { sandbox, start, dayctl } = place;
      sandbox.settings.secondsOfCreation = 1_000_000;
      const creation = start([...demo, "--create-timeout", "99999"]);
      await creation.saying(/CREATE_IN_PROGRESS/);
      for (const words of [hourly, [...heartbeat, "--teardown"]]) {
        const refused = await dayctl(...words, ...json);
        assert.deepEqual([refused.code, JSON.parse(refused.out).error.code], [6, "DAY-RUN-001"]);
      }
      const [seeded] = sandbox.requests().flatMap(({ operation, parameters }) =>
        operation === "PutObject" && String(parameters.Key).startsWith("data/budget_tags")
          ? [String(parameters.Bucket)]
          : []
      );
      const made = await dayctl(...budget, `s3://${seeded}`, ...json);
      assert.deepEqual([made.code, JSON.parse(made.out).created], [0, true], made.err);
      assert.deepEqual(await files(place, /^state_/), [], "the creation writes the record");
      sandbox.settings.secondsOfCreation = 0;
      creation.signal("SIGINT");
      assert.equal((await creation.ended).code, 130);
    });

    await step(
      "a heartbeat that is set up anew ends with the deadline; taking it away tells that no mail will come",
      async (place) => {
        const { dayctl, state, sandbox } = place;
        const created = await dayctl(...demo, "--ttl", "24h", "--ttl-deletes-results");
        assert.equal(created.code, 0, created.err);
        const end = async () => {
          const answer = await sandbox.calls.send("scheduler", "GET", "/schedules/daylily-demo-heartbeat");
          return new Date((await answer.json() as { readonly EndDate: number | string }).EndDate).getTime();
        };
        const before = await end();
        assert.ok(before > 0);
        assert.equal((await dayctl(...hourly)).code, 0);
        assert.equal(await end(), before, "its end stays");
        // Another machine has moved the deadline: no record here says so.
        const answer = await sandbox.calls.send("scheduler", "GET", "/schedules/daylily-demo-heartbeat");
        const { ScheduleExpression, FlexibleTimeWindow, Target } = await answer.json() as Record<string, unknown>;
        const moved = before + 86_400;
        const body = JSON.stringify({ ScheduleExpression, FlexibleTimeWindow, Target, EndDate: moved });
        await sandbox.calls.send("scheduler", "PUT", "/schedules/daylily-demo-heartbeat", { body });
        const other = await end();
        assert.notEqual(other, before);
        assert.equal((await dayctl(...hourly.with(-1, "rate(3 hours)"))).code, 0);
        assert.equal(await end(), other, "also one that nobody here knows");
        const gone = await dayctl(...heartbeat, "--teardown", ...json);
        assert.match(JSON.parse(gone.out).warnings[0].message, /still deletes the cluster at .* no mail announces it/);
        assert.equal((await dayctl(...hourly)).code, 0);
        assert.equal(await end(), before, "also of one that is made again");
        assert.match(String((await state()).deadline), /T/);
      },
    );
  }),
);
