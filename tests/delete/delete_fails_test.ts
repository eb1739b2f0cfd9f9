import assert from "node:assert/strict";
import { type Clock, systemClock } from "../../lib/host/clock.ts";
import { hurriedClock } from "../support/hurried_clock.ts";
import type { Sandbox } from "../support/sandbox.ts";
import { counts, deletions, strangePcluster } from "./deletion_world.ts";

const remove = "delete --cluster demo --region us-west-2 --yes --non-interactive";

/** Notes how long it was asked to sleep, and hurries. */
function notingClock(): Clock & { readonly slept: number[] } {
  const slept: number[] = [];
  return {
    slept,
    ...hurriedClock(),
    sleep(milliseconds, signal) {
      if (milliseconds > 1_000) slept.push(milliseconds);
      return systemClock.sleep(milliseconds / 50, signal);
    },
  };
}

/** An address on which every request is refused as expired, once somebody has asked for this operation. */
function expiring({ endpoint }: Sandbox, operation: string) {
  let isOver = false;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const { pathname, search } = new URL(request.url);
    const { method, headers } = request;
    const body = method === "GET" || method === "HEAD" ? undefined : await request.bytes();
    isOver ||= new TextDecoder().decode(body).includes(`Action=${operation}&`);
    if (!isOver) return await fetch(endpoint + pathname + search, { method, headers, body });
    const text =
      "<ErrorResponse><Error><Code>ExpiredToken</Code><Message>the token has expired</Message></Error></ErrorResponse>";
    return new Response(text, { status: 400 });
  });
  return { address: `http://127.0.0.1:${server.addr.port}`, stop: () => server.shutdown() };
}

Deno.test(
  "delete: what goes wrong on the way, and the same command again",
  deletions(async (step) => {
    await step(
      "headnode case 18: DELETE_FAILED is exit 2 with its causes and the command; the same command then ends it",
      async ({
        sandbox,
        run,
      }) => {
        sandbox.settings.failDeletion = { resource: "HeadNode", reason: "resource sg-1 has a dependent object" };
        const failed = await run(`${remove} --output json`);
        assert.equal(failed.code, 2, failed.err);
        assert.match(
          failed.err,
          /DAY-PC-006: cluster demo is in DELETE_FAILED\n\s+\w+ \(AWS::\S+\): resource sg-1 has/,
        );
        const { status, left, next, error } = JSON.parse(failed.out);
        assert.deepEqual([status, next], ["failed", ["deno task delete --cluster demo --region us-west-2"]]);
        assert.match(error.fix, /deno task delete --cluster demo --region us-west-2/);
        assert.deepEqual(left.map(({ kind }: { readonly kind: string }) => kind), ["cluster", "file-system"]);
        const told = JSON.parse((await run("status --runs --output json")).out);
        assert.deepEqual([told.clusters[0].status, told.clusters[0].next], ["failed", next[0]]);
        assert.deepEqual([told.runs[0].outcome, told.runs[0].resume], ["failed", next[0]]);
        const { items } = JSON.parse((await run("drift check --cluster demo --region us-west-2 --output json")).out);
        assert.deepEqual(items.map(({ resource }: { readonly resource: string }) => resource), ["cluster"]);
        sandbox.settings.failDeletion = null;
        const again = await run(remove);
        assert.equal(again.code, 0, again.err);
        const after = JSON.parse((await run("status --runs --output json")).out).runs;
        assert.deepEqual(after.slice(0, 2).map(({ outcome }: { readonly outcome: string }) => outcome), [
          "deleted",
          "superseded",
        ]);
      },
    );

    await step(
      "headnode case 18, B3: a failed look is no deletion: IN_PROGRESS, throttled, IN_PROGRESS, gone: three waits of 15 s",
      async (world) => {
        const env = await strangePcluster(
          world,
          `case "$1" in describe-cluster)
n=$(cat "$here/n" 2>/dev/null || echo 0); echo $((n + 1)) > "$here/n"
case $n in
1|3) echo '{"clusterStatus": "DELETE_IN_PROGRESS"}'; exit 0 ;;
2) echo '{"message": "Rate exceeded"}'; exit 1 ;;
esac ;; esac`,
        );
        const clock = notingClock();
        const { code, err } = await world.run(remove, { env, clock });
        assert.equal(code, 0, err);
        // A pause is cut at ten seconds, so that nobody waits longer for a word; one more stands for the patience with the head node.
        assert.equal(clock.slept.filter((each) => each === 10_000).length, 3 + 1, err);
      },
    );

    await step(
      "3.12: garbage, nothing, a traceback or an error that speaks of something else is never taken for gone: exit 2",
      async (world) => {
        const answers = {
          "echo 'Hello, World!'": /said Hello, World!/,
          "true": /ended with exit code 0 and said nothing/,
          "printf 'Traceback (most recent call last):\\n  File x\\nKeyError: 1\\n' >&2; exit 1":
            /exit code 1 and said KeyError: 1/,
          'echo \'{"message": "Bucket demo does not exist"}\'; exit 1': /said Bucket demo does not exist/,
          'echo \'{"message": "Cluster demo2 does not exist"}\'; exit 1': /said Cluster demo2 does not exist/,
          "echo '[]'": /said \[\]/,
        };
        for (const [answer, said] of Object.entries(answers)) {
          const env = await strangePcluster(world, `case "$1" in describe-cluster) ${answer}; exit ;; esac`);
          const { code, err } = await world.run(remove, { env });
          assert.equal(code, 2, err);
          assert.match(err, /DAY-PC-007: cluster demo could not be described/);
          assert.match(err, said);
        }
        assert.equal(world.stackDeletions(), 0);
      },
    );

    await step("3.12: pcluster says that it is gone and its stack stands: not gone", async (world) => {
      const env = await strangePcluster(
        world,
        `case "$1" in describe-cluster) echo "{\\"message\\": \\"Cluster 'demo' does not exist or belongs to\\"}"; exit 1 ;; esac`,
      );
      const { code, err } = await world.run(remove, { env });
      assert.equal(code, 1, err);
      assert.match(err, /the stack demo in us-west-2 \(CREATE_COMPLETE\) is not a cluster of this version of pcluster/);
      assert.equal(world.stackDeletions(), 0);
    });

    await step("five failed looks in a row while it goes are exit 2, and the same command goes on", async (world) => {
      const env = await strangePcluster(
        world,
        `case "$1" in
delete-cluster) touch "$here/asked" ;;
describe-cluster) [ -e "$here/asked" ] && { echo Traceback; exit 1; } ;;
esac`,
      );
      const { code, err } = await world.run(remove, { env });
      assert.equal(code, 2, err);
      assert.match(err, /DAY-PC-007[\s\S]*deno task delete --cluster demo/);
      assert.equal((await world.run(remove)).code, 0);
    });

    await step(
      "a deletion that pcluster does not begin is told with its words: exit 2, nothing is said to be deleted",
      async (world) => {
        for (const said of [`echo '{"message": "no permission"}'; exit 1`, "echo Traceback >&2; exit 1", "true"]) {
          const env = await strangePcluster(world, `case "$1" in delete-cluster) ${said}; exit ;; esac`);
          const { code, err, out } = await world.run(`${remove} --output json`, { env });
          assert.equal(code, 2, err);
          assert.match(err, /DAY-PC-005: pcluster delete-cluster ended with exit code [01]/);
          assert.match(err, /still in CREATE_COMPLETE/);
          assert.ok(!JSON.parse(out).deleted.some(({ kind }: { readonly kind: string }) => kind === "cluster"));
        }
        assert.equal((await counts(world.sandbox)).instances, 1);
      },
    );

    await step("credentials that run out in mid-deletion: exit 2 and the command to go on with", async (world) => {
      for (const [operation, error] of [["DeleteTopic", /DAY-CRED-002/], ["DeleteStack", /DAY-PC-00[57]/]] as const) {
        const { address, stop } = expiring(world.sandbox, operation);
        const { code, err } = await world.run(remove, { env: { ...world.env, AWS_ENDPOINT_URL: address } });
        await stop();
        assert.equal(code, 2, err);
        assert.match(err, error);
        assert.match(err, /expired[\s\S]*deno task delete --cluster demo --region us-west-2/);
        assert.equal((await counts(world.sandbox)).instances, 1);
      }
      assert.equal((await world.run(remove)).code, 0);
    });

    await step(
      "headnode case 17, decision 3.64: a heartbeat that cannot be stopped is a warning, the cluster goes, exit 2, left",
      async ({
        sandbox,
        run,
      }) => {
        sandbox.settings.denied.push("sns:DeleteTopic", "scheduler:DeleteSchedule");
        const { code, out, err } = await run(`${remove} --output json`);
        assert.equal(code, 2, err);
        assert.match(err, /^! delete: the topic daylily-demo-heartbeat could not be removed: Permission denied/m);
        const { left, deleted, error } = JSON.parse(out);
        assert.deepEqual(left.map(({ kind }: { readonly kind: string }) => kind), ["schedule", "topic"]);
        assert.deepEqual([deleted[0].kind, error.code], ["cluster", "DAY-DEL-001"]);
        assert.deepEqual([(await counts(sandbox)).instances, (await counts(sandbox)).topics], [0, 1]);
        sandbox.settings.denied.length = 0;
        const again = await run(`${remove} --output json`);
        assert.equal(again.code, 0, again.err);
        assert.deepEqual([JSON.parse(again.out).left, (await counts(sandbox)).topics], [[], 0]);
      },
    );

    await step("what may not be looked at is told, and does not stop a deletion", async ({ sandbox, run }) => {
      sandbox.settings.denied.push("fsx:*", "cloudformation:GetTemplate");
      const { code, err } = await run(remove);
      assert.equal(code, 0, err);
      assert.match(err, /its file systems could not be read: Permission denied/);
    });

    await step(
      "a second deletion while one runs: exit 6; the first one, interrupted: 130, and the same command goes on",
      async ({
        sandbox,
        start,
        run,
      }) => {
        sandbox.holdTime();
        const first = start(`${remove} --output json`);
        await first.saying(/cluster demo: DELETE_IN_PROGRESS/);
        const second = await run(remove);
        assert.equal(second.code, 6, second.err);
        assert.match(second.err, /DAY-RUN-001: cluster demo is being worked on by process/);
        assert.match((await run("status --runs")).out, /running/);
        first.signal("SIGINT");
        const { code, out, err } = await first.ended;
        assert.equal(code, 130, err);
        const { status, next, left, error } = JSON.parse(out);
        assert.deepEqual([status, next], ["interrupted", ["deno task delete --cluster demo --region us-west-2"]]);
        assert.equal(error.fix, "continue with: deno task delete --cluster demo --region us-west-2");
        assert.deepEqual(left.map(({ kind }: { readonly kind: string }) => kind), ["cluster", "file-system"]);
        assert.match((await run("status --runs")).out, /interrupted.*\n +deno task delete --cluster demo/);
        sandbox.releaseTime();
        const again = await run(remove);
        assert.equal(again.code, 0, again.err);
        assert.equal((await counts(sandbox)).instances, 0);
      },
    );
  }),
);
