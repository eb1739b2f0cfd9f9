import assert from "node:assert/strict";
import { join } from "node:path";
import { beginRun, continueRun, type Run } from "../../lib/cluster/run.ts";
import type { DayError } from "../../lib/host/day_error.ts";
import { readJournal } from "../../lib/state/journal.ts";
import { unfinishedRuns } from "../../lib/state/runs.ts";
import { inTemporaryFolder } from "../support/temporary.ts";
import { request, type RunWorld, runWorld } from "./run_world.ts";

const inRunWorld = (body: (world: RunWorld, folder: string) => Promise<void>) => () =>
  inTemporaryFolder((folder) => body(runWorld(folder), folder));

const code = (wanted: string) => (error: DayError) => error.code === wanted;

/** Ends a run as a crash after preflight would. */
async function crash(run: Run): Promise<void> {
  await run.journal.record({ fact: "preflight_passed" });
  run.close();
}

Deno.test(
  "decision 3.23: the run is its time stamp; the first line says who runs what, before anything else happens",
  inRunWorld(async ({ deps, runs }) => {
    const run = await beginRun(deps, request, "c");
    assert.match(run.runId, /^20260102\d{6}$/);
    const path = join(runs, `c_${run.runId}.jsonl`);
    assert.deepEqual([run.journal.path, run.cluster], [path, "c"]);
    const [first] = await readJournal(path);
    assert.deepEqual({ ...first, at: "" }, {
      at: "",
      cluster_name: "c",
      fact: "run",
      profile: "sandbox",
      region: "us-west-2",
      region_az: "us-west-2b",
      request,
      run_id: run.runId,
      tool_version: "0.0.0",
    });
    run.close();
  }),
);

Deno.test(
  "decision 3.23: when the name of this second is taken, the run gets the next one",
  inRunWorld(async ({ deps, clock }) => {
    const first = await beginRun(deps, request, "c");
    first.close();
    const second = await beginRun(deps, request, "c");
    second.close();
    assert.equal(Number(second.runId), Number(first.runId) + 1);
    assert.ok(clock.slept.length > 0 && clock.slept.every((pause) => pause > 0 && pause <= 1000));
  }),
);

Deno.test(
  "one run per cluster: the lock is held until the end, and freed when the beginning fails",
  inRunWorld(async ({ deps }) => {
    const run = await beginRun(deps, request, "c");
    await assert.rejects(beginRun(deps, request, "c"), code("DAY-RUN-001"));
    (await beginRun(deps, request, "other")).close();
    await crash(run);
    for (const _ of ["first", "again"]) await assert.rejects(beginRun(deps, request, "c"), code("DAY-RUN-002"));
  }),
);

Deno.test(
  "a damaged journal is in the way of its own cluster: what it has made must not be taken for somebody else's",
  inRunWorld(async ({ deps, runs }) => {
    await Deno.mkdir(runs, { recursive: true });
    const path = join(runs, "c_20250101000000.jsonl");
    await Deno.writeTextFile(path, '{"fact":"run"}\nnothing\n{"fact":"preflight_passed"}\n');
    await assert.rejects(beginRun(deps, request, "c"), code("DAY-RUN-004"));
    (await beginRun(deps, request, "other")).close();
    (await beginRun(deps, request, "c", true)).close();
  }),
);

Deno.test(
  "decision 3.39: an unfinished run is in the way of its own cluster in its own region only",
  inRunWorld(async ({ deps, clock }) => {
    const run = await beginRun(deps, request, "c");
    await crash(run);
    clock.advance(5_000);
    await assert.rejects(beginRun(deps, request, "c"), (error: DayError) => {
      assert.ok(code("DAY-RUN-002")(error));
      assert.match(error.fix, new RegExp(`^resume it with: deno task create --resume c_${run.runId}\n.*--new-run`));
      return true;
    });
    (await beginRun(deps, request, "d")).close();
    clock.advance(5_000);
    (await beginRun(deps, { ...request, region: "eu-west-1", region_az: "eu-west-1a" }, "c")).close();
  }),
);

Deno.test(
  "without a place to write a run does not begin",
  inRunWorld(async ({ deps }, folder) => {
    await Deno.writeTextFile(join(folder, "daylily"), "a file in the folder's place");
    await assert.rejects(beginRun(deps, request, "c"), code("DAY-RUN-007"));
  }),
);

Deno.test(
  "what was decided is not decided again, in this life or the next; what failed was not decided",
  inRunWorld(async ({ deps, runs }) => {
    const run = await beginRun(deps, request, "c");
    await assert.rejects(run.decide("answer", () => Promise.reject(new Error("interrupted"))), /interrupted/);
    assert.deepEqual(await run.decide("answer", () => ({ n: 42 })), { n: 42 });
    assert.deepEqual(await run.decide("answer", () => assert.fail("asked twice")), { n: 42 });
    await crash(run);
    const [known] = await unfinishedRuns(deps.files, runs);
    const next = await continueRun(deps, request, known);
    assert.deepEqual(await next.decide("answer", () => assert.fail("asked twice")), { n: 42 });
    assert.equal(next.runId, run.runId);
    assert.ok(next.journal.facts.some(({ fact }) => fact === "resumed"));
    next.close();
  }),
);

Deno.test(
  "a warning is told each time and written down once; the run's log has every event, redacted",
  inRunWorld(async ({ deps, events, runs }) => {
    const run = await beginRun(deps, request, "c");
    const warning = { id: "w", message: "key AKIA" + "IOSFODNN7EXAMPLE is old", step: "s" };
    await run.warn(warning);
    await run.warn(warning);
    await run.warn({ ...warning, message: "another" }, "postCreate");
    const written = run.journal.facts.flatMap((fact) => fact.fact === "warning" ? [fact.post_create] : []);
    assert.deepEqual(written, [false, true]);
    assert.equal(events.filter(({ level }) => level === "warn").length, 3);
    run.close();
    const log = await Deno.readTextFile(join(runs, `c_${run.runId}.log`));
    assert.equal(log.trim().split("\n").length, 3);
    assert.match(log, /^2026-01-02T\S+ warn run\.warning s: key AKIAIOSF… is old$/m);
  }),
);

Deno.test(
  "tokens derive from account, region, cluster and run",
  inRunWorld(async ({ deps }) => {
    const run = await beginRun(deps, request, "c");
    await run.journal.record({ fact: "caller", account: "123456789012", arn: "a" });
    assert.deepEqual(run.walk().run, ["123456789012", "us-west-2", "c", run.runId]);
    run.close();
  }),
);
