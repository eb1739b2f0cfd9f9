import assert from "node:assert/strict";
import type { DayError } from "../../lib/host/errors/day_error.ts";
import { claimOn } from "../../lib/state/walks/claim.ts";
import { ensure } from "../../lib/state/walks/ensure.ts";
import type { Fact } from "../../lib/state/journal/facts.ts";
import { alreadyThere, box, type BoxSpec, type Shelf, shelf, type TestRun, withRun } from "./shelf.ts";

const red: BoxSpec = { name: "b", size: 1, colour: "red" };

const factsOf = (run: TestRun, name: Fact["fact"]) => run.journal.facts.filter(({ fact }) => fact === name);
const tokens = (deps: Shelf) => deps.calls.filter((call) => call.startsWith("write "));

Deno.test(
  "decision 3.48: after an intent without answer, what stands there and is not what was asked for is a colleague's",
  withRun(async (run) => {
    const deps = shelf();
    deps.failures.push({ error: new Error("connection reset") });
    await assert.rejects(ensure(run.walk, box, deps, red));
    deps.boxes.set("b", { ...red, size: 9 });
    const again = await run.resume();
    const { origin, differs } = await ensure(again.walk, box, deps, red);
    assert.equal(origin, "found");
    assert.deepEqual(differs.map(({ field }) => field), ["size"]);
    assert.equal(deps.boxes.get("b")?.size, 9);
    assert.equal(claimOn(again.journal.facts, "box", "b").is, "none");
  }),
);

/** A colleague places a box between our look and our write. */
function faster(deps: Shelf, theirs: BoxSpec): Shelf {
  deps.looks.push({ is: "absent" });
  deps.boxes.set("b", theirs);
  return deps;
}

Deno.test(
  "decision 3.48: a colleague was faster, also with the very same, also after a throttled attempt: found, and left as it is",
  withRun(async (run) => {
    for (const theirs of [red, { ...red, size: 9 }]) {
      for (const existing of ["leave", "repair"] as const) {
        const life = await run.resume();
        const deps = faster(shelf(), theirs);
        assert.equal((await ensure(life.walk, box, deps, red, { existing })).origin, "found");
        assert.deepEqual(deps.boxes.get("b"), theirs);
        assert.equal(claimOn(life.journal.facts, "box", "b").is, "none");
        assert.equal(tokens(deps).length, 1);
      }
    }
    assert.deepEqual(factsOf(await run.resume(), "refused").length, 4);
  }),
);

Deno.test(
  "decision 3.48: the answer of our own first attempt was lost: created when it is what was asked for, else found",
  withRun(async (run) => {
    for (const [there, origin] of [[red, "created"], [{ ...red, size: 9 }, "found"]] as const) {
      const deps = faster(shelf(), there);
      deps.failures.push({ error: alreadyThere(true) });
      const life = await run.resume();
      const name = `b${there.size}`;
      deps.boxes.set(name, { ...there, name });
      assert.equal((await ensure(life.walk, box, deps, { ...red, name })).origin, origin);
      assert.deepEqual(deps.boxes.get(name), { ...there, name });
    }
  }),
);

Deno.test(
  "foreign: neither written nor waited for, and the error says what can be done",
  withRun(async (run) => {
    const deps = shelf();
    deps.looks.push({ is: "foreign", why: "belongs to bob", fix: "ask bob" });
    await assert.rejects(
      ensure(run.walk, box, deps, red, { existing: "repair" }),
      (error: DayError) => error.code === "DAY-RUN-006" && error.exitCode === 6 && error.fix === "ask bob",
    );
    assert.deepEqual(deps.calls, ["find exists"]);
    assert.deepEqual(factsOf(run, "remembered"), []);
  }),
);
