import assert from "node:assert/strict";
import { fc } from "../support/fast_check.ts";
import type { DayError } from "../../lib/host/errors/day_error.ts";
import { differences } from "../../lib/state/walks/differences.ts";
import { claimOn } from "../../lib/state/walks/claim.ts";
import { ensure, readInFull } from "../../lib/state/walks/ensure.ts";
import type { Fact } from "../../lib/state/journal/facts.ts";
import { readJournal } from "../../lib/state/journal/journal.ts";
import { box, type BoxSpec, paintedBox, refusal, type Shelf, shelf, type TestRun, withRun } from "./shelf.ts";

const red: BoxSpec = { name: "b", size: 1, colour: "red" };
const repair = { existing: "repair" } as const;

const factsOf = (run: TestRun, name: Fact["fact"]) => run.journal.facts.filter(({ fact }) => fact === name);
const tokens = (deps: Shelf) => deps.calls.filter((call) => call.startsWith("write ")).map((call) => call.slice(6));
const code = (wanted: string) => (error: DayError) => error.code === wanted;

Deno.test(
  "absent: intent on disk before the write, read back, remembered as created",
  withRun(async (run) => {
    const deps = shelf();
    let intentsAtWrite = 0;
    const watched = {
      ...box,
      async write(...args: Parameters<typeof box.write>) {
        intentsAtWrite = (await readJournal(run.journal.path)).filter(({ fact }) => fact === "intent").length;
        await box.write(...args);
      },
    };
    const ensured = await ensure(run.walk, watched, deps, red);
    assert.deepEqual(ensured, { origin: "created", out: { arn: "arn:b" }, differs: [] });
    assert.equal(intentsAtWrite, 1);
    assert.deepEqual(deps.calls.map((call) => call.split(" ")[0]), ["find", "write", "find"]);
    const [intent] = factsOf(run, "intent");
    assert.deepEqual(intent, {
      fact: "intent",
      kind: "box",
      key: "b",
      spec: red,
      found: "absent",
      attempt: 1,
      token: tokens(deps)[0],
    });
    assert.deepEqual(factsOf(run, "remembered"), [
      { fact: "remembered", kind: "box", key: "b", origin: "created", expected: red, out: { arn: "arn:b" } },
    ]);
    assert.deepEqual(run.events.map(({ code, message, data }) => [code, message, data]), [
      ["resource.writing", "box b: being created", { subject: "box b", state: "being created" }],
      ["resource.ensured", "box b: created", { subject: "box b", state: "created" }],
    ]);
  }),
);

Deno.test(
  "ready and as wanted: nothing is written, origin found",
  withRun(async (run) => {
    for (const existing of ["leave", "repair"] as const) {
      const deps = shelf(red);
      assert.equal((await ensure(run.walk, box, deps, red, { existing })).origin, "found");
      assert.deepEqual(deps.calls, ["find exists"]);
    }
    assert.deepEqual(factsOf(run, "intent"), []);
  }),
);

Deno.test(
  "leave: what others made is reported with its differences, never written",
  withRun(async (run) => {
    const deps = shelf({ ...red, size: 9 });
    const { origin, differs } = await ensure(run.walk, box, deps, red);
    assert.equal(origin, "found");
    assert.deepEqual(differs, [{ field: "size", status: "changed", expected: 1, actual: 9 }]);
    assert.deepEqual(deps.calls, ["find exists"]);
    const [remembered] = factsOf(run, "remembered");
    assert.deepEqual(remembered.fact === "remembered" && remembered.expected, { ...red, size: 9 });
  }),
);

Deno.test(
  "repair: what differs is put right, origin repaired, and stays so on a resume",
  withRun(async (run) => {
    const deps = shelf({ ...red, size: 9 });
    assert.equal((await ensure(run.walk, box, deps, red, repair)).origin, "repaired");
    assert.deepEqual(run.events.map(({ message }) => message), ["box b: being changed", "box b: repaired"]);
    assert.deepEqual(deps.boxes.get("b"), red);
    const [intent] = factsOf(run, "intent");
    assert.equal(intent.fact === "intent" && intent.found, "ready");
    assert.equal(claimOn(run.journal.facts, "box", "b").is, "none");
    const again = await run.resume();
    assert.equal((await ensure(again.walk, box, deps, red, repair)).origin, "repaired");
  }),
);

Deno.test(
  "repair, and a crash before it is remembered: the resume still knows that it was repaired",
  withRun(async (run) => {
    const deps = shelf({ ...red, size: 9 });
    deps.failures.push({ error: new Error("connection reset"), after: true });
    await assert.rejects(ensure(run.walk, box, deps, red, repair));
    const again = await run.resume();
    assert.equal((await ensure(again.walk, box, deps, red, repair)).origin, "repaired");
    assert.equal(tokens(deps).length, 1);
  }),
);

Deno.test(
  "lost answer: the resume finds the thing and knows it as its own, without writing again",
  withRun(async (run) => {
    const deps = shelf();
    deps.failures.push({ error: new Error("connection reset"), after: true });
    await assert.rejects(ensure(run.walk, box, deps, red));
    assert.deepEqual(factsOf(run, "refused"), []);
    const again = await run.resume();
    assert.equal((await ensure(again.walk, box, deps, red)).origin, "created");
    assert.equal(tokens(deps).length, 1);
  }),
);

Deno.test(
  "no effect and no answer: the resume writes again under the same token",
  withRun(async (run) => {
    const deps = shelf();
    deps.failures.push({ error: new Error("connection reset") });
    await assert.rejects(ensure(run.walk, box, deps, red));
    const again = await run.resume();
    assert.equal((await ensure(again.walk, box, deps, red)).origin, "created");
    const [first, second] = tokens(deps);
    assert.equal(first, second);
  }),
);

Deno.test(
  "half made by this run: a resume looks in full and completes it, although what others made is left alone",
  withRun(async (run) => {
    const deps = shelf();
    deps.failures.push({ error: new Error("connection reset"), after: true });
    await assert.rejects(ensure(run.walk, paintedBox, deps, red));
    deps.boxes.set("b", { ...red, colour: "" });
    deps.calls.length = 0;
    const again = await run.resume();
    const { origin, differs } = await ensure(again.walk, paintedBox, deps, red, { seen: { is: "absent" } });
    assert.equal(origin, "created");
    assert.deepEqual(differs, []);
    assert.equal(deps.calls[0], "find full", "what was seen before the crash does not count");
    assert.deepEqual(deps.boxes.get("b"), red);
  }),
);

Deno.test(
  "a field that cannot be changed is told and never written",
  withRun(async (run) => {
    const deps = shelf({ ...red, size: 9 });
    const { differs } = await ensure(run.walk, { ...box, fixed: ["size"] }, deps, red, repair);
    assert.deepEqual(differs.map(({ field }) => field), ["size"]);
    assert.deepEqual(tokens(deps), []);
  }),
);

Deno.test(
  "definite refusal: recorded, nothing is ours, and the next attempt has another token",
  withRun(async (run) => {
    const deps = shelf();
    deps.failures.push({ error: refusal(400) });
    await assert.rejects(ensure(run.walk, box, deps, red));
    assert.deepEqual(factsOf(run, "refused"), [
      { fact: "refused", kind: "box", key: "b", found: "absent", attempt: 1 },
    ]);
    assert.equal(claimOn(run.journal.facts, "box", "b").is, "none");
    const again = await run.resume();
    await ensure(again.walk, box, deps, red);
    const [first, second] = tokens(deps);
    assert.notEqual(first, second);
    assert.notEqual(claimOn(again.journal.facts, "box", "b").is, "none");
    const attempts = factsOf(again, "intent").map((fact) => fact.fact === "intent" && fact.attempt);
    assert.deepEqual(attempts, [1, 2]);
  }),
);

Deno.test(
  "no refusal: a failed service, and a no to a repetition of what may have worked",
  withRun(async (run) => {
    for (const error of [refusal(503), refusal(408), refusal(400, true), new Error("no answer")]) {
      const deps = shelf();
      deps.failures.push({ error });
      await assert.rejects(ensure(run.walk, box, deps, red));
    }
    assert.deepEqual(factsOf(run, "refused"), []);
    assert.notEqual(claimOn(run.journal.facts, "box", "b").is, "none");
  }),
);

Deno.test(
  "a refused change does not disown what this run has made",
  withRun(async (run) => {
    const deps = shelf();
    await ensure(run.walk, box, deps, red);
    deps.boxes.set("b", { ...red, size: 9 });
    deps.failures.push({ error: refusal(400) });
    await assert.rejects(ensure(run.walk, box, deps, red));
    assert.equal(claimOn(run.journal.facts, "box", "b").is, "made");
    assert.equal((await ensure(run.walk, box, deps, red)).origin, "created");
    assert.deepEqual(deps.boxes.get("b"), red);
  }),
);

Deno.test(
  "found, then gone: what this run makes in its place is its own",
  withRun(async (run) => {
    const deps = shelf(red);
    assert.equal((await ensure(run.walk, box, deps, red)).origin, "found");
    deps.boxes.clear();
    assert.equal((await ensure(run.walk, box, deps, red)).origin, "created");
    assert.deepEqual(run.events.filter((event) => event.code === "resource.ensured").length, 1, "told once");
  }),
);

Deno.test(
  "absent after the write is an error of its own",
  withRun(async (run) => {
    const deps = shelf();
    deps.looks.push(...Array(7).fill({ is: "absent" }));
    await assert.rejects(ensure(run.walk, box, deps, red), code("DAY-AWS-005"));
    assert.deepEqual(factsOf(run, "remembered"), []);
  }),
);

Deno.test(
  "what a service shows only after a while is looked for more than once",
  withRun(async (run) => {
    const deps = shelf();
    deps.looks.push(...Array(3).fill({ is: "absent" }));
    assert.equal((await ensure(run.walk, box, deps, red)).origin, "created");
    assert.equal(deps.calls.filter((call) => call.startsWith("find")).length, 4);
  }),
);

Deno.test(
  "read back later: taken as asked for until then, with one request less; a full reading makes the baseline",
  withRun(async (run) => {
    const deps = shelf();
    const ensured = await ensure(run.walk, box, deps, red, { readBack: "later", seen: { is: "absent" } });
    assert.deepEqual(ensured, { origin: "created", out: undefined, differs: [] });
    assert.equal(deps.calls.length, 1);
    deps.boxes.set("b", { ...red, colour: "crimson" });
    await readInFull(run.walk, box, deps, red);
    const remembered = factsOf(run, "remembered").map((fact) => fact.fact === "remembered" && fact);
    assert.deepEqual(remembered.map((fact) => fact && [fact.origin, fact.expected, fact.out]), [
      ["created", red, null],
      ["created", { ...red, colour: "crimson" }, { arn: "arn:b" }],
    ]);
    assert.equal(deps.calls.at(-1), "find full");
  }),
);

Deno.test(
  "a full reading remembers as found what was never ensured, and nothing of what is not ready",
  withRun(async (run) => {
    const deps = shelf(red);
    deps.looks.push({ is: "moving", why: "changing" });
    await readInFull(run.walk, box, deps, red);
    assert.deepEqual(factsOf(run, "remembered"), []);
    await readInFull(run.walk, box, deps, red);
    assert.deepEqual(factsOf(run, "remembered"), [
      { fact: "remembered", kind: "box", key: "b", origin: "found", expected: red, out: { arn: "arn:b" } },
    ]);
  }),
);

Deno.test(
  "interrupted: nothing new is written, not even an intent",
  withRun(async (run) => {
    const deps = shelf();
    run.stop.abort(new Error("stopped"));
    await assert.rejects(ensure(run.walk, box, deps, red), /stopped/);
    assert.deepEqual(deps.boxes.size, 0);
    assert.deepEqual(factsOf(run, "intent"), []);
  }),
);

Deno.test("law: whatever stood there and however often it is interrupted, after ensure nothing differs", async () => {
  const spec = fc.record({ name: fc.constant("b"), size: fc.nat(3), colour: fc.constantFrom("red", "blue") });
  const failure = fc.constantFrom("before", "after", "refused");
  const property = fc.asyncProperty(
    spec,
    fc.option(spec),
    fc.array(failure, { maxLength: 4 }),
    async (wanted, there, failures) => {
      await withRun(async (run) => {
        const deps = shelf(...there === null ? [] : [there]);
        deps.failures.push(
          ...failures.map((kind) =>
            kind === "refused" ? { error: refusal(400) } : { error: new Error("cut"), after: kind === "after" }
          ),
        );
        let ensured;
        let life = run;
        for (let lives = 0; ensured === undefined && lives < 10; lives++) {
          try {
            ensured = await ensure(life.walk, box, deps, wanted, repair);
          } catch {
            life = await life.resume();
          }
        }
        const found = await box.find(deps, wanted, "exists");
        assert.ok(ensured !== undefined && found.is === "ready");
        assert.deepEqual(differences(wanted, found.spec), []);
        if (there === null) assert.equal(ensured.origin, "created");
        else assert.notEqual(ensured.origin, "created");
        const before = deps.calls.length;
        assert.equal((await ensure(life.walk, box, deps, wanted, repair)).origin, ensured.origin);
        assert.ok(deps.calls.slice(before).every((call) => call.startsWith("find")));
      })();
    },
  );
  await fc.assert(property, { numRuns: 40 });
});
