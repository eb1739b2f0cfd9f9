import assert from "node:assert/strict";
import type { Json } from "../../lib/host/json.ts";
import { sinceSpan } from "../../lib/cluster/logs/since.ts";
import { hurriedClock } from "../support/hurried_clock.ts";
import { programHere, startHere } from "../support/program_here.ts";
import { type Sandbox, sharedSandbox } from "../support/sandbox.ts";

const logs = (sandbox: Sandbox, operation: string, body: Json) =>
  sandbox.calls.json("logs", `Logs_20140328.${operation}`, body);

const head = "ip-10-0-0-5.i-0123456789abcdef0";

async function write(sandbox: Sandbox, group: string, stream: string, ...entries: readonly [number, string][]) {
  const place = { logGroupName: group, logStreamName: stream };
  await logs(sandbox, "CreateLogGroup", { logGroupName: group }).catch(() => {});
  await logs(sandbox, "CreateLogStream", place).catch(() => {});
  const logEvents = entries.map(([timestamp, message]) => ({ timestamp, message }));
  await logs(sandbox, "PutLogEvents", { ...place, logEvents });
}

const group = (cluster: string, minute: string) => `/aws/parallelcluster/${cluster}-${minute}`;
const argv = ["logs", "--cluster", "demo", "--region", "us-west-2"];

async function told(sandbox: Sandbox, ...more: readonly string[]) {
  const all = [...argv, "--output", "json", ...more];
  const { code, out, err } = await programHere(all, { env: sandbox.environment, clock: hurriedClock() });
  const { events, error } = JSON.parse(out);
  return { code, err, error, events: events as readonly Record<"time" | "stream" | "message", string>[] };
}

Deno.test("a span of time is a number with its unit", () => {
  assert.deepEqual(["90s", "15m", "2h", "3d"].map(sinceSpan), [90_000, 900_000, 7_200_000, 259_200_000]);
  for (const bad of ["", "0m", "15", "-1h", "1.5h", "1w", "h", "1h30m", " 1h"]) {
    assert.throws(() => sinceSpan(bad), { code: "DAY-USE-001" }, bad);
  }
});

Deno.test(
  "decision 3.54: logs",
  sharedSandbox({}, async (step) => {
    await step(
      "the newest group of exactly this cluster, in the order of time, without stacks or nodes",
      async (sandbox) => {
        const now = Date.now();
        await write(sandbox, group("demo", "202611280700"), `${head}.cfn-init`, [now - 90_000_000, "of yesterday"]);
        await write(sandbox, group("demo-9", "202611290800"), `${head}.cfn-init`, [now, "of another"]);
        const ours = group("demo", "202611290700");
        await write(sandbox, ours, `${head}.slurmctld`, [now - 60_000, "second\n"], [now, "fourth"]);
        await write(sandbox, ours, `${head}.cfn-init`, [now - 90_000, "first"], [now - 30_000, "third"]);
        const { code, events, err } = await told(sandbox);
        assert.equal(code, 0, err);
        assert.deepEqual(events.map(({ message }) => message), ["first", "second", "third", "fourth"]);
        assert.deepEqual(events[0], {
          message: "first",
          stream: `${head}.cfn-init`,
          time: new Date(now - 90_000).toISOString(),
        });
        const some = async (...more: string[]) => (await told(sandbox, ...more)).events.map(({ message }) => message);
        assert.deepEqual(await some("--stream", "slurm"), ["second", "fourth"]);
        assert.deepEqual(await some("--stream", "slurm", "--since", "45s"), ["fourth"]);
      },
    );

    await step("what a node wrote neither steers the terminal nor gives secrets away", async (sandbox) => {
      const escape = "\u001b[2Jcleared";
      const key = "aws_secret_access_key=wJalrXUtnFEMI";
      await write(sandbox, group("demo", "202611290700"), `${head}.x`, [Date.now(), escape], [Date.now(), key]);
      const { out, code } = await programHere(argv, { env: sandbox.environment, clock: hurriedClock() });
      assert.equal(code, 0);
      assert.ok(!out.includes("\u001b") && out.includes("[2Jcleared") && !out.includes("wJalrXUtnFEMI"), out);
      assert.ok(!JSON.stringify((await told(sandbox)).events).includes("wJalrXUtnFEMI"));
    });

    await step("more lines than one page holds are all read", async (sandbox) => {
      const now = Date.now();
      const many = Array.from({ length: 10_050 }, (_, at): [number, string] => [now - 100_000 + at, `line ${at}`]);
      const ours = group("demo", "202611290700");
      for (let at = 0; at < many.length; at += 5_000) await write(sandbox, ours, head, ...many.slice(at, at + 5_000));
      assert.equal((await told(sandbox)).events.length, many.length);
    });

    await step("--follow prints each line once, also one that comes late, until it is stopped", async (sandbox) => {
      const ours = group("demo", "202611290700");
      const now = Date.now();
      await write(sandbox, ours, head, [now, "one"]);
      const lines: string[] = [];
      const seen = (text: string) => lines.some((line) => line.includes(text));
      const clock = hurriedClock();
      const started = startHere([...argv, "--follow"], { env: sandbox.environment, clock });
      const until = async (text: string) => {
        while (!seen(text)) {
          lines.splice(0, lines.length, ...started.said().out.split("\n"));
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
      };
      await until("one");
      await write(sandbox, ours, head, [now + 1, "two"]);
      await until("two");
      await write(sandbox, ours, `${head}.late`, [now - 5_000, "late"]);
      await until("late");
      started.signal("SIGINT");
      const { code, out } = await started.ended;
      assert.equal(code, 130);
      const order = out.split("\n").flatMap((line) => /(one|two|late)$/.exec(line)?.[1] ?? []);
      assert.deepEqual(order, ["one", "two", "late"]);
    });

    await step("what is not there, and what is no sensible question", async (sandbox) => {
      const none = await told(sandbox);
      assert.deepEqual([none.code, none.error.code], [1, "DAY-LOG-001"]);
      await write(sandbox, group("demo", "202611290700"), `${head}.cfn-init`, [Date.now(), "x"]);
      const noStream = await told(sandbox, "--stream", "slurm");
      assert.deepEqual([noStream.code, noStream.error.code], [1, "DAY-LOG-001"]);
      assert.match(noStream.error.fix, /cfn-init/);
      const endless = await told(sandbox, "--follow");
      assert.deepEqual([endless.code, endless.error.code], [1, "DAY-USE-001"]);
      assert.deepEqual((await told(sandbox, "--since", "tomorrow")).error.code, "DAY-USE-001");
      for (const denied of ["logs:DescribeLogGroups", "logs:FilterLogEvents"]) {
        sandbox.settings.denied = [denied];
        const { code, error } = await told(sandbox);
        assert.deepEqual([code, error.code], [2, "DAY-AWS-002"], denied);
      }
    });
  }),
);
