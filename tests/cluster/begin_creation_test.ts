import assert from "node:assert/strict";
import { join } from "node:path";
import { beginCreation, claimCluster, metByNewRun } from "../../lib/cluster/create/begin_creation.ts";
import type { Creation } from "../../lib/cluster/create_deps.ts";
import type { DayError } from "../../lib/host/errors/day_error.ts";
import { readJournal } from "../../lib/state/journal/journal.ts";
import { continueRun } from "../../lib/state/run.ts";
import { readRuns, unfinishedRuns } from "../../lib/state/journal/runs.ts";
import { inTemporaryFolder } from "../support/temporary.ts";
import { request, type RunWorld, runWorld } from "./run_world.ts";

const inRunWorld = (body: (world: RunWorld, folder: string) => Promise<void>) => () =>
  inTemporaryFolder((folder) => body(runWorld(folder), folder));

const code = (wanted: string) => (error: DayError) => error.code === wanted;

const caller = { account: "123456789012", callerArn: "arn:aws:iam::123456789012:user/tester" };

/** A creation that has its cluster to itself. */
async function claimed(deps: RunWorld["deps"], cluster: string, anew = false): Promise<Creation> {
  const run = await beginCreation(deps, request, cluster);
  try {
    await claimCluster(run, caller, anew);
    return run;
  } catch (error) {
    run.close();
    throw error;
  }
}

/** Ends a run as a crash after preflight would. */
async function crash(run: Creation): Promise<void> {
  await run.journal.record({ fact: "preflight_passed" });
  run.close();
}

const intentOn = (kind: string) =>
  ({ fact: "intent", kind, key: "k", spec: {}, found: "absent", attempt: 1, token: "t" }) as const;

Deno.test(
  "decisions 3.23, 3.50: the run is its time stamp; the first line says who runs what, the second who calls",
  inRunWorld(async ({ deps, runs }) => {
    const run = await claimed(deps, "c");
    assert.match(run.id, /^20260102\d{6}$/);
    const path = join(runs, `c_${run.id}.jsonl`);
    assert.deepEqual([run.journal.path, run.subject, run.operation], [path, "c", "create"]);
    const lines = (await Deno.readTextFile(path)).trim().split("\n").map((line) => ({ ...JSON.parse(line), at: "" }));
    assert.deepEqual(lines, [
      {
        at: "",
        fact: "run",
        operation: "create",
        profile: "sandbox",
        region: "us-west-2",
        request,
        run_id: run.id,
        schema_version: 1,
        subject: "c",
        tool_version: "0.0.0",
      },
      { account: caller.account, arn: caller.callerArn, at: "", fact: "caller" },
    ]);
    run.close();
  }),
);

Deno.test(
  "decision 3.23: when the name of this second is taken, the run gets the next one",
  inRunWorld(async ({ deps, clock }) => {
    const first = await beginCreation(deps, request, "c");
    first.close();
    const second = await beginCreation(deps, request, "c");
    second.close();
    assert.equal(Number(second.id), Number(first.id) + 1);
    assert.ok(clock.slept.length > 0 && clock.slept.every((pause) => pause > 0 && pause <= 1000));
  }),
);

Deno.test(
  "one run per cluster: the lock is held until the end, and freed when the beginning fails",
  inRunWorld(async ({ deps }) => {
    const run = await claimed(deps, "c");
    await assert.rejects(claimed(deps, "c"), code("DAY-RUN-001"));
    (await claimed(deps, "other")).close();
    await crash(run);
    for (const _ of ["first", "again"]) await assert.rejects(claimed(deps, "c"), code("DAY-RUN-002"));
  }),
);

Deno.test(
  "decision 3.50: two accounts with a cluster of the same name do not meet",
  inRunWorld(async ({ deps }) => {
    const run = await claimed(deps, "c");
    const elsewhere = await beginCreation(deps, request, "c");
    await claimCluster(elsewhere, { ...caller, account: "210987654321" }, false);
    elsewhere.close();
    await run.journal.record(intentOn("cluster"));
    await crash(run);
    const again = await beginCreation(deps, request, "c");
    await claimCluster(again, { ...caller, account: "210987654321" }, false);
    assert.ok(again.journal.facts.every(({ fact }) => fact !== "took_over"));
    again.close();
  }),
);

Deno.test(
  "a damaged journal is in the way of its own cluster: what it has made must not be taken for somebody else's",
  inRunWorld(async ({ deps, runs }) => {
    await Deno.mkdir(runs, { recursive: true });
    const path = join(runs, "c_20250101000000.jsonl");
    await Deno.writeTextFile(path, '{"fact":"run"}\nnothing\n{"fact":"preflight_passed"}\n');
    const known = await readRuns(deps.files, runs);
    assert.throws(() => metByNewRun(known, request, "c"), code("DAY-RUN-004"));
    assert.equal(metByNewRun(known, request, "other"), undefined);
  }),
);

Deno.test(
  "decision 3.39: an unfinished run is in the way of its own cluster, in its own region and account only",
  inRunWorld(async ({ deps, clock, runs }) => {
    const run = await claimed(deps, "c");
    await crash(run);
    clock.advance(5_000);
    await assert.rejects(claimed(deps, "c"), (error: DayError) => {
      assert.ok(code("DAY-RUN-002")(error));
      assert.match(error.fix, new RegExp(`^resume it with: deno task create --resume c_${run.id}\n.*--new-run`));
      return true;
    });
    const known = await readRuns(deps.files, runs);
    assert.equal(metByNewRun(known, request, "c")?.id, run.id);
    assert.equal(metByNewRun(known, { ...request, region: "eu-west-1" }, "c"), undefined);
    assert.equal(metByNewRun(known, { ...request, profile: "other" }, "c"), undefined, "it is known at gate 2");
    assert.equal(metByNewRun(known, request, "d"), undefined);
    (await claimed(deps, "d")).close();
  }),
);

Deno.test(
  "decision 3.60: a run that failed before its cluster's intent is in nobody's way; what it made is taken over",
  inRunWorld(async ({ deps, clock, events }) => {
    const failed = await claimed(deps, "c");
    await failed.journal.record({ fact: "preflight_passed" });
    await failed.journal.record(intentOn("network-stack"));
    await failed.journal.record({ fact: "end", status: "failed", exit_code: 2 });
    failed.close();
    clock.advance(5_000);
    const next = await claimed(deps, "c");
    const kinds = next.journal.facts.flatMap((fact) => fact.fact === "intent" ? [fact.kind] : []);
    assert.deepEqual(kinds, ["network-stack"]);
    assert.ok(next.journal.facts.some((fact) => fact.fact === "took_over" && fact.run === `c_${failed.id}`));
    assert.equal(events.filter(({ code }) => code === "run.took_over").length, 1);
    next.close();
  }),
);

Deno.test(
  "a run begun anew takes over what stands in its way, but not its cluster",
  inRunWorld(async ({ deps, clock }) => {
    const run = await claimed(deps, "c");
    await run.journal.record({ fact: "preflight_passed" });
    for (const kind of ["budget", "cluster"]) await run.journal.record(intentOn(kind));
    run.close();
    clock.advance(5_000);
    const next = await claimed(deps, "c", true);
    const kinds = next.journal.facts.flatMap((fact) => fact.fact === "intent" ? [fact.kind] : []);
    assert.deepEqual(kinds, ["budget"]);
    next.close();
  }),
);

Deno.test(
  "without a place to write a run does not begin",
  inRunWorld(async ({ deps }, folder) => {
    await Deno.writeTextFile(join(folder, "daylily"), "a file in the folder's place");
    await assert.rejects(beginCreation(deps, request, "c"), code("DAY-RUN-007"));
  }),
);

Deno.test(
  "what was decided is not decided again, in this life or the next; what failed was not decided",
  inRunWorld(async ({ deps, runs }) => {
    const run = await claimed(deps, "c");
    await assert.rejects(run.decide("answer", () => Promise.reject(new Error("interrupted"))), /interrupted/);
    assert.deepEqual(await run.decide("answer", () => ({ n: 42 })), { n: 42 });
    assert.deepEqual(await run.decide("answer", () => assert.fail("asked twice")), { n: 42 });
    await crash(run);
    const [known] = unfinishedRuns(await readRuns(deps.files, runs));
    const next: Creation = await continueRun(deps, known, request);
    assert.deepEqual(await next.decide("answer", () => assert.fail("asked twice")), { n: 42 });
    assert.equal(next.id, run.id);
    assert.ok(next.journal.facts.some(({ fact }) => fact === "resumed"));
    assert.equal((await readJournal(known.path)).at(-1)?.fact, "resumed");
    next.close();
  }),
);

Deno.test(
  "a warning is told each time and written down once; the run's log has every event, redacted",
  inRunWorld(async ({ deps, events, runs }) => {
    const run = await beginCreation(deps, request, "c");
    const warning = { id: "w", message: "key AKIA" + "IOSFODNN7EXAMPLE is old", step: "s" };
    await run.warn(warning);
    await run.warn(warning);
    await run.warn({ ...warning, message: "another" }, "postCreate");
    const written = run.journal.facts.flatMap((fact) => fact.fact === "warning" ? [fact.post_create] : []);
    assert.deepEqual(written, [false, true]);
    assert.equal(events.filter(({ level }) => level === "warn").length, 3);
    run.close();
    const log = await Deno.readTextFile(join(runs, `c_${run.id}.log`));
    assert.equal(log.trim().split("\n").length, 3);
    assert.match(log, /^2026-01-02T\S+ warn run\.warning s: key AKIAIOSF… is old$/m);
  }),
);

Deno.test(
  "tokens derive from account, region, cluster and run",
  inRunWorld(async ({ deps }) => {
    const run = await beginCreation(deps, request, "c");
    await run.journal.record({ fact: "caller", account: "123456789012", arn: "a" });
    assert.deepEqual(run.walk().run, ["123456789012", "us-west-2", "c", run.id]);
    run.close();
  }),
);
