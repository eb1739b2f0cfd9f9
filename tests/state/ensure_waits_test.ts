import assert from "node:assert/strict";
import type { DayError } from "../../lib/host/errors/day_error.ts";
import { ensure } from "../../lib/state/walks/ensure.ts";
import { box, type BoxSpec, paintedBox, shelf, withRun } from "./shelf.ts";

const red: BoxSpec = { name: "b", size: 1, colour: "red" };
/** Waited for in its own way. */
const patient: typeof box = {
  ...box,
  wait: () => Promise.resolve({ is: "ready", spec: red, out: { arn: "settled" } }),
};
const code = (wanted: string) => (error: DayError) => error.code === wanted;

Deno.test(
  "moving: looked at until it is still, or waited for in the resource's own way",
  withRun(async (run) => {
    const moving = { is: "moving", why: "being made" } as const;
    const deps = shelf(red);
    deps.looks.push(moving, moving, moving);
    assert.equal((await ensure(run.walk, box, deps, red)).origin, "found");
    assert.deepEqual(run.clock.slept, [1000, 2000, 4000]);

    const other = shelf(red);
    other.looks.push(moving);
    assert.deepEqual((await ensure(run.walk, patient, other, red)).out, { arn: "settled" });
    assert.deepEqual(other.calls, ["find exists"]);
    assert.equal(run.clock.slept.length, 3);
  }),
);

Deno.test(
  "moving after the write: waited for as well, by looking or in the resource's own way",
  withRun(async (run) => {
    const deps = shelf();
    deps.looks.push({ is: "absent" }, { is: "moving", why: "being made" });
    assert.equal((await ensure(run.walk, box, deps, red)).origin, "created");
    assert.deepEqual(run.clock.slept, [1000]);

    const other = shelf();
    const wanted = { ...red, name: "other" };
    assert.deepEqual((await ensure(run.walk, patient, other, wanted)).out, { arn: "settled" });
    assert.deepEqual(other.calls.map((call) => call.split(" ")[0]), ["find", "write"]);
  }),
);

Deno.test(
  "stuck: a person's job, told with the cause and the way out, before and after a write",
  withRun(async (run) => {
    const stuck = { is: "stuck", why: "rolled back", fix: "delete it" } as const;
    const deps = shelf();
    deps.looks.push(stuck);
    const told = (error: DayError) =>
      error.code === "DAY-AWS-003" && error.message === "box b: rolled back" && error.fix === "delete it";
    await assert.rejects(ensure(run.walk, box, deps, red, { replaceStuck: true }), told);
    assert.deepEqual(deps.calls, ["find exists"], "somebody else's is not touched");

    const other = shelf();
    other.looks.push({ is: "absent" }, stuck);
    await assert.rejects(ensure(run.walk, box, other, red), told);
  }),
);

Deno.test(
  "stuck and made by this run: removed and made again where that is allowed, else a person's job",
  withRun(async (run) => {
    const stuck = { is: "stuck", why: "rolled back", fix: "delete it" } as const;
    // Whatever state it is in.
    const ours: typeof paintedBox = { ...paintedBox, wrote: () => Promise.resolve(true) };
    const deps = shelf();
    deps.failures.push({ error: new Error("connection reset"), after: true });
    await assert.rejects(ensure(run.walk, ours, deps, red));
    deps.looks.push(stuck);
    await assert.rejects(ensure(run.walk, ours, deps, red), code("DAY-AWS-003"));

    deps.calls.length = 0;
    deps.looks.push(stuck, { is: "moving", why: "being deleted" });
    assert.equal((await ensure(run.walk, ours, deps, red, { replaceStuck: true })).origin, "created");
    assert.deepEqual(deps.calls.map((call) => call.replace(/write .*/, "write")), [
      "find full",
      "remove",
      "find full",
      "find full",
      "write",
      "find exists",
    ]);
    const tokens = run.journal.facts.flatMap((fact) => fact.fact === "intent" ? [fact.token] : []);
    assert.equal(new Set(tokens).size, tokens.length, "what was removed is made again under a new token");
    assert.ok(run.events.some((event) => event.code === "resource.replacing" && event.level === "warn"));
  }),
);
