import assert from "node:assert/strict";
import { ensureObjects } from "../../lib/state/walks/ensure_objects.ts";
import { wanted } from "../../lib/state/walks/wanted.ts";
import { box, refusal, type Shelf, shelf, withRun } from "./shelf.ts";

const placed: typeof box = { ...box, key: ({ name }) => `123456789012/global/${name}` };
const red = { size: 1, colour: "red" };
const [absent, asWanted, differing] = ["absent", "as wanted", "differing"].map((name) => ({ name, ...red }));

const here = () => shelf(asWanted, { ...differing, colour: "blue" });
const listOn = (deps: Shelf) => [absent, asWanted, differing].map((spec) => wanted(placed, deps, spec));
const isWrite = (call: string) => call.startsWith("write");

Deno.test(
  "decision 3.22: what differs is told before anything is written; what is as wanted costs one look and no write",
  withRun(async (run) => {
    const deps = here();
    const list = listOn(deps);
    const { objects, of, error } = await ensureObjects(run.walk, list);
    assert.deepEqual(objects.map(({ name, outcome, differences }) => [name, outcome, differences]), [
      ["absent", "created", []],
      ["as wanted", "unchanged", []],
      ["differing", "updated", ["colour: blue, wanted red"]],
    ]);
    assert.deepEqual([objects[0].kind, of(list[2])?.origin, error], ["box", "repaired", undefined]);
    const told = run.events.filter(({ level }) => level === "info").map(({ code }) => code);
    assert.deepEqual(told.slice(0, 2), ["resource.differs", "resource.writing"]);

    deps.calls.length = 0;
    const again = await ensureObjects(run.walk, [wanted(placed, deps, asWanted), wanted(placed, deps, differing)]);
    assert.deepEqual(again.objects.map(({ outcome }) => outcome), ["unchanged", "unchanged"]);
    assert.deepEqual(deps.calls.filter(isWrite), []);
  }),
);

Deno.test(
  "a dry run says what would become of each and writes nothing; what is left alone is shown as well",
  withRun(async (run) => {
    const deps = here();
    const shown = await ensureObjects(run.walk, listOn(deps), { dryRun: true });
    assert.deepEqual(shown.objects.map(({ outcome }) => outcome), ["created", "unchanged", "updated"]);
    assert.deepEqual(shown.objects[2].differences, ["colour: blue, wanted red"]);
    assert.deepEqual([deps.calls, run.journal.facts], [["find full", "find full", "find full"], []]);

    const left = await ensureObjects(run.walk, listOn(deps), { existing: "leave" });
    assert.deepEqual(left.objects.map(({ outcome }) => outcome), ["created", "unchanged", "unchanged"]);
    assert.deepEqual(left.objects[2].differences, ["colour: blue, wanted red"]);
    assert.equal(deps.boxes.get("differing")?.colour, "blue");
    const fixed = { ...placed, fixed: ["colour"] } as const;
    for (const dryRun of [true, false]) {
      const { objects } = await ensureObjects(run.walk, [wanted(fixed, deps, differing)], { dryRun });
      assert.deepEqual(objects.map(({ outcome }) => outcome), ["unchanged"]);
    }
  }),
);

Deno.test(
  "what was done before a failure is told with it; a look that fails stops before the first write",
  withRun(async (run) => {
    const deps = here();
    const stubborn: typeof box = { ...placed, write: () => Promise.reject(refusal(400)) };
    const list = [wanted(placed, deps, absent), wanted(stubborn, deps, differing)];
    const { objects, of, error } = await ensureObjects(run.walk, list);
    assert.deepEqual(objects.map(({ name, outcome }) => [name, outcome]), [["absent", "created"]]);
    assert.deepEqual([of(list[0])?.origin, of(list[1])], ["created", undefined]);
    assert.match(error?.message ?? "", /^AWS failed while making the box differing: no/);
    const unreadable = { ...placed, find: () => Promise.reject(refusal(403)) };
    deps.calls.length = 0;
    await assert.rejects(ensureObjects(run.walk, [list[0], wanted(unreadable, deps, differing)]), {
      code: "DAY-AWS-001",
      message: /^AWS failed while looking at the box differing: no /,
    });
    assert.deepEqual(deps.calls.filter(isWrite), []);
  }),
);

Deno.test(
  "a failure that does not stop the walk is a warning; what nobody could look at is not taken for absent",
  withRun(async (run) => {
    const deps = here();
    let looks = 0;
    const denied = { ...placed, find: () => (looks++, Promise.reject(refusal(403))) };
    const warned = { warn: { id: "w", step: "s" }, words: (reason: string) => `no box: ${reason}` };
    const list = [wanted(denied, deps, absent, { onFailure: warned }), wanted(placed, deps, differing)];
    const shown = await ensureObjects(run.walk, list, { dryRun: true });
    assert.deepEqual(shown.warnings.map(({ id }) => id), ["w"]);
    const { objects, warnings } = await ensureObjects(run.walk, list);
    assert.deepEqual([objects.map(({ outcome }) => outcome), looks], [["updated"], 3]);
    assert.match(warnings[0].message, /^no box: AWS failed while making the box absent: no/);
    assert.ok(!deps.boxes.has("absent"));
  }),
);
