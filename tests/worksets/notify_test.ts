import assert from "node:assert/strict";
import { join } from "node:path";
import { eventually } from "../support/eventually.ts";
import { sandboxAws } from "../support/sandbox_aws.ts";
import { bucket, root, usualFiles, worksets, type WorksetsHere } from "./worksets_here.ts";

Deno.test(
  "who is told of the end of a workset",
  worksets(async (step) => {
    await step("the topic and the webhook are told once, with the same id, also of an error", async (world) => {
      await using hook = hookServer();
      const topic = await topicIn(world);
      await world.drop("ws1");
      await world.drop("ws2", usualFiles({ "daylily_work.yaml": "x" }));
      const { code, err } = await world.once(`--notify-sns ${topic} --notify-webhook ${hook.url}`);
      assert.equal(code, 0, err);
      const uri = `s3://${bucket}/${root}/`;
      assert.deepEqual(
        hook.told.map(({ id, event, workset, attempt, results }) => [id, event, workset, attempt, results]),
        [
          [`${uri}ready/ws1#1-complete`, "complete", "ws1", 1, `${uri}complete/ws1/`],
          [`${uri}ready/ws2#1-error`, "error", "ws2", 1, `${uri}error/ws2/`],
        ],
      );
      assert.match(String(hook.told[1].text), /^ws2 has failed: WS-CFG-001 at validate: /);
      const published = publishedIn(world);
      assert.deepEqual(published.map(({ Subject }) => Subject), [
        "daylily workset ws1: complete",
        "daylily workset ws2: error",
      ]);
      assert.deepEqual(published.map(({ Message }) => JSON.parse(String(Message))), hook.told);
      await world.once(`--notify-sns ${topic} --notify-webhook ${hook.url}`);
      assert.equal(hook.told.length, 2);
      assert.deepEqual(JSON.parse(await world.text("ready/ws1/_daylily/journal.json")).notified, [
        "complete sns",
        "complete webhook",
      ]);
    });

    await step(
      "whoever goes on after a crash tells nothing a second time, and what was not told yet",
      async (world) => {
        await using hook = hookServer();
        await world.behave(
          "delete",
          '[ -f "$STAND_INS/third" ] && exit 0; [ -f "$STAND_INS/second" ] && touch "$STAND_INS/third"; touch "$STAND_INS/second"; exit 2',
        );
        await world.drop("ws1");
        hook.answers = 500;
        const first = await world.once(`--notify-webhook ${hook.url}`);
        assert.match(first.err, /ws1: the notification of webhook failed \(complete\): it answered 500/);
        assert.equal(first.code, 0);
        assert.deepEqual(await world.sentinels("ws1"), ["complete", "in_progress", "lock", "ready"]);
        assert.ok(!first.err.includes("secret"), first.err);
        hook.answers = 200;
        hook.told.length = 0;
        for (let life = 0; life < 2; life++) {
          await world.run(`monitor-worksets unlock s3://${bucket}/${root} ws1 --region us-west-2 --force`);
          await world.once(`--notify-webhook ${hook.url}`);
        }
        assert.deepEqual(hook.told.map(({ event }) => event), ["complete", "teardown_failed"]);
        assert.deepEqual(await world.sentinels("ws1"), ["complete", "ready"]);
      },
    );

    await step(
      "MW65: a monitor is stopped in the run and two others go on: each event arrives once on each way",
      async (world) => {
        await using hook = hookServer();
        const topic = await topicIn(world);
        const stand = world.env.STAND_INS;
        await Deno.writeTextFile(
          join(stand, "run"),
          '#!/bin/sh\ntouch "$STAND_INS/begun"\nwhile [ ! -f "$STAND_INS/go" ]; do sleep 0.1; done\nexit 3\n',
        );
        const work = usualFiles()["daylily_work.yaml"].replace("completion: true", "completion: on_success");
        await world.drop("ws1", usualFiles({ "daylily_work.yaml": work }));
        const told = `--notify-sns ${topic} --notify-webhook ${hook.url}`;
        const first = world.start(
          `monitor-worksets s3://${bucket}/${root} --region us-west-2 --local-root ${world.localRoot} ` +
            `--run-location local ${told}`,
        );
        await eventually("the run has begun", () => Deno.stat(join(stand, "begun")).then(() => true, () => false));
        first.signal("SIGTERM");
        await first.ended;
        assert.deepEqual([hook.told.length, publishedIn(world).length], [0, 0]);

        // Whoever goes on tells of both events, and stops before its work is settled: the cluster cannot get a deadline.
        await world.behave("extend", "exit 1");
        await Deno.writeTextFile(join(stand, "go"), "");
        await world.once(told);
        const events = ["cluster_kept", "error"];
        assert.deepEqual(hook.told.map(({ event }) => event), events);
        assert.deepEqual(publishedIn(world).map(({ Message }) => JSON.parse(String(Message))), hook.told);

        // The next one finds the cluster's time over, removes it, and has nothing new to tell.
        const key = "ready/ws1/_daylily/journal.json";
        const journal = JSON.parse(await world.text(key));
        const cluster = { ...journal.cluster, keep_until: "2026-01-01T00:00:00.000Z" };
        await world.put(key, JSON.stringify({ ...journal, cluster }));
        await world.once(told);
        assert.equal((await world.calls()).at(-1)?.split(" ")[0], "delete");
        assert.equal(JSON.parse(await world.text(key)).epoch, 3);
        assert.deepEqual(hook.told.map(({ event }) => event), events);
        assert.equal(publishedIn(world).length, 2);
      },
    );

    await step("a topic that is gone and an address without a listener change no verdict", async (world) => {
      await world.drop("ws1");
      const gone = "arn:aws:sns:us-west-2:123456789012:nobody";
      const { code, out, err } = await world.once(`--notify-sns ${gone} --notify-webhook http://127.0.0.1:9/secret`);
      assert.deepEqual([code, out], [0, "ws1: complete\n"]);
      assert.match(err, /the notification of sns failed/);
      assert.match(err, /the notification of webhook failed/);
    });

    await step("a cluster that is kept is told", async (world) => {
      await using hook = hookServer();
      const work = usualFiles()["daylily_work.yaml"].replace("completion: true", "completion: on_success");
      await world.behave("day-clone", "exit 1");
      await world.drop("ws1", usualFiles({ "daylily_work.yaml": work }));
      await world.once(`--notify-webhook ${hook.url}`);
      assert.deepEqual(hook.told.map(({ event }) => event), ["cluster_kept", "error"]);
      assert.match(String(hook.told[0].id), /ws1#1-cluster_kept$/);
      assert.match(
        String(hook.told[0].text),
        /its cluster research-hg38-20240401 in us-west-2 is kept and costs money/,
      );
    });

    await step("what is no topic and no address is refused", async (world) => {
      for (const words of ["--notify-sns topic", "--notify-webhook ftp://example.com", "--notify-webhook x"]) {
        const { code, err } = await world.once(words);
        assert.equal(code, 1);
        assert.match(err, /DAY-USE-001/);
      }
      assert.deepEqual(await world.keys(), []);
    });
  }),
);

type Told = Readonly<Record<string, unknown>>;

function hookServer() {
  const told: Told[] = [];
  const hook = { told, answers: 200, url: "" };
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, async (request) => {
    if (hook.answers === 200) told.push(await request.json());
    return new Response(null, { status: hook.answers });
  });
  hook.url = `http://127.0.0.1:${server.addr.port}/hook/secret`;
  return Object.assign(hook, { [Symbol.asyncDispose]: () => server.shutdown() });
}

async function topicIn({ sandbox }: WorksetsHere): Promise<string> {
  const { CreateTopicCommand } = await import("@aws-sdk/client-sns");
  const sns = await sandboxAws(sandbox).sns();
  const { TopicArn = "" } = await sns.send(new CreateTopicCommand({ Name: "worksets" }));
  return TopicArn;
}

function publishedIn({ sandbox }: WorksetsHere): readonly Told[] {
  return sandbox.requests().filter(({ operation }) => operation === "Publish").map(({ parameters }) => parameters);
}
