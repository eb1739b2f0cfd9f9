import assert from "node:assert/strict";
import { join } from "node:path";
import type { Sandbox } from "../support/sandbox.ts";
import { dryRunPassed, standInTools } from "../support/stand_in_tools.ts";
import { changing, type Ended, parityCases, runAgain, runCreate, stateOf } from "./parity_world.ts";

/** What `pcluster create-cluster` was called with: its arguments, "dry run" in the place of the long form. */
function creations({ calls }: Pick<Ended, "calls">): string[] {
  return calls.filter(([program, command]) => program === "pcluster" && command === "create-cluster")
    .map((words) => words.includes("--dryrun") ? "dry run" : "creation");
}

async function makeStack({ calls }: Sandbox, StackName: string): Promise<void> {
  const TemplateBody = JSON.stringify({ Resources: { T: { Type: "AWS::SNS::Topic" } } });
  await calls.query("cloudformation", "CreateStack", { StackName, TemplateBody });
}

Deno.test(
  "parity: dry run and creation",
  parityCases(async (run) => {
    await run("T96 PT12 the exact message is a success, whatever the exit status", async (sandbox) => {
      const ended = await runCreate(sandbox, { tools: { dryRun: { ...dryRunPassed, code: 1 } } });
      assert.equal(ended.code, 0, ended.err);
      assert.deepEqual(creations(ended), ["dry run", "creation"]);
      const [dry, real] = ended.calls.filter(([, command]) => command === "create-cluster");
      const path = String((await stateOf(ended)).artifacts.cluster_yaml);
      const common = ["pcluster", "create-cluster", "-n", "tc1", "-c", path];
      assert.deepEqual(dry, [...common, "--dryrun", "true", "--region", "us-west-2"]);
      assert.deepEqual(real, [...common, "--region", "us-west-2"]);
    });

    const success = "Request would have succeeded, but DryRun flag is set.";
    for (const message of [`${success}.`, success.replace("DryRun", "Dryrun"), success.slice(0, -1), ` ${success}`]) {
      await run(`T97 one character makes ${JSON.stringify(message)} a failure`, async (sandbox) => {
        const ended = await runCreate(sandbox, { tools: { dryRun: { out: JSON.stringify({ message }), code: 0 } } });
        assert.equal(ended.code, 2, ended.err);
        assert.deepEqual(creations(ended), ["dry run"]);
      });
    }

    for (const [id, DAY_BREAK] of [["T97 E24", ""], ["T97 PT13", "1"]]) {
      await run(
        `${id} another message is a failure${DAY_BREAK === "" ? "" : ", also with DAY_BREAK=1"}`,
        async (sandbox) => {
          const message = "Request would have succeeded, but DryRun flag is set!";
          const dryRun = { out: JSON.stringify({ message }), err: "a word on standard error", code: 0 };
          const ended = await runCreate(sandbox, { tools: { dryRun }, environment: { DAY_BREAK } });
          assert.equal(ended.code, 2, ended.err);
          assert.deepEqual(creations(ended), ["dry run"]);
          assert.ok(ended.err.includes(message) && ended.err.includes("a word on standard error"), ended.err);
          assert.match(ended.err, /pcluster create-cluster -n tc1 -c \S+ --dryrun true --region us-west-2/);
          assert.equal((await stateOf(ended)).status, "failed");
        },
      );
    }

    await run("T98 E25 PT12 DAY_BREAK=1 stops after a good dry run", async (sandbox) => {
      const ended = await runCreate(sandbox, { environment: { DAY_BREAK: "1" } });
      assert.equal(ended.code, 0, ended.err);
      assert.deepEqual(creations(ended), ["dry run"]);
      assert.equal((await stateOf(ended)).status, "dry_run_ok");
      assert.ok(!changing(ended).includes("CreateTopic"));
    });

    for (const DAY_BREAK of ["0", "true"]) {
      await run(`T99 DAY_BREAK=${DAY_BREAK} means nothing`, async (sandbox) => {
        const ended = await runCreate(sandbox, { environment: { DAY_BREAK } });
        assert.equal(ended.code, 0, ended.err);
        assert.deepEqual(creations(ended), ["dry run", "creation"]);
      });
    }

    await run("T100 E26 a creation that pcluster refuses", async (sandbox) => {
      const refusal = { out: '{"message": "the service had enough"}', code: 1 };
      const ended = await runCreate(sandbox, { tools: { create: refusal } });
      assert.equal(ended.code, 2, ended.err);
      assert.match(ended.err, /the service had enough/);
      assert.equal((await stateOf(ended)).status, "failed");

      // Somebody else makes one of the same name: it is not what this run has set out to make.
      await makeStack(sandbox, "tc1");
      const tools = await standInTools(sandbox.folder);
      const resumed = await runAgain(sandbox, { argv: ["--resume", "--non-interactive"] }, ended.folder, tools);
      assert.equal(resumed.code, 6, resumed.err);
      assert.ok(resumed.calls.every((words) => !words.includes("delete-cluster") && !words.includes("create-cluster")));
    });

    await run("3.30: a cluster that comes up before the dry run is exit 6 as well", async (sandbox) => {
      const onHit = () => makeStack(sandbox, "tc1");
      sandbox.faults.add({ kind: "latency", operation: "CreateBudget", milliseconds: 0, onHit });
      const message = "Bad Request: Cluster tc1 already exists.";
      const ended = await runCreate(sandbox, { tools: { dryRun: { out: JSON.stringify({ message }), code: 1 } } });
      assert.equal(ended.code, 6, ended.err);
      assert.match(ended.err, /DAY-RUN-006/);
    }, { budgets: [] });
  }),
);

/** A creation whose cluster goes through these states. */
async function watched(sandbox: Sandbox, statuses: readonly string[]) {
  const ended = await runCreate(sandbox, { tools: { statuses } });
  const looks = ended.calls.filter((words) => words.includes("clusterStatus")).length;
  // Each look that does not end the watch is told before the pause that follows it.
  const [log] = (await Array.fromAsync(Deno.readDir(join(ended.artifacts, "runs")), ({ name }) => name))
    .filter((name) => name.endsWith(".log"));
  const text = await Deno.readTextFile(join(ended.artifacts, "runs", log));
  const told = text.matchAll(/ wait\.cluster .*\(0:(\d\d):(\d\d)\)$/gm);
  const moments = [...told].map(([, minutes, seconds]) => 60 * Number(minutes) + Number(seconds));
  return { status: (await stateOf(ended)).status, exitCode: ended.code, looks, moments };
}

Deno.test(
  "parity: watching a creation",
  parityCases(async (run) => {
    await run("T101 every five seconds until it stands", async (sandbox) => {
      const seen = await watched(sandbox, ["CREATE_IN_PROGRESS", "CREATE_IN_PROGRESS", "CREATE_COMPLETE"]);
      assert.deepEqual(seen, { status: "created", exitCode: 0, looks: 3, moments: [0, 5] });
    });

    await run("T102 a failed creation is looked at five times", async (sandbox) => {
      const seen = await watched(sandbox, ["CREATE_FAILED"]);
      assert.deepEqual(seen, { status: "failed", exitCode: 2, looks: 5, moments: [0, 5, 10, 15] });
    });

    await run("T103 looks that fail do not count", async (sandbox) => {
      const seen = await watched(sandbox, [...Array(20).fill("unavailable"), "CREATE_COMPLETE"]);
      const moments = Array.from({ length: 20 }, (_, look) => look * 5);
      assert.deepEqual(seen, { status: "created", exitCode: 0, looks: 21, moments });
    });
  }),
);
