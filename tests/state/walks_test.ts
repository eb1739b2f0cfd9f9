import assert from "node:assert/strict";
import { z } from "zod";
import type { Json, Resource } from "../../lib/aws/resource.ts";
import { compare } from "../../lib/state/walks/compare.ts";
import { ensureAll } from "../../lib/state/walks/ensure_all.ts";
import { rememberedIn, type Warning } from "../../lib/state/journal/facts.ts";
import { kindOfResource } from "../../lib/state/walks/kind_of_resource.ts";
import { plan } from "../../lib/state/walks/plan.ts";
import { removeAll } from "../../lib/state/walks/remove_all.ts";
import { type Wanted, wanted } from "../../lib/state/walks/wanted.ts";
import { box, refusal, type Shelf, shelf, type TestRun, withRun } from "./shelf.ts";

type LabelSpec = { name: string; words: string[] };

/** A kind that nobody has heard of: all that the walks need to know of it stands here. It lives on the shelf as a box of paper. */
const label: Resource<Shelf, LabelSpec, { seen: number }> = {
  kind: "label",
  layer: "iam",
  actions: { find: ["labels:Get"], write: ["labels:Put"], remove: ["labels:Delete"] },
  spec: z.object({ name: z.string(), words: z.array(z.string()) }),
  labels: { words: "what it says" },
  key: ({ name }) => `label ${name}`,
  title: ({ name }) => `label ${name}`,
  find({ boxes }, spec) {
    const paper = boxes.get(`label ${spec.name}`);
    if (paper === undefined) return Promise.resolve({ is: "absent" });
    const words = paper.colour === "" ? [] : paper.colour.split(" ");
    return Promise.resolve({ is: "ready", spec: { ...spec, words }, out: { seen: paper.size } });
  },
  write(deps, { name, words }) {
    const failure = deps.failures.shift();
    if (failure !== undefined) return Promise.reject(failure.error);
    deps.boxes.set(`label ${name}`, { name: `label ${name}`, size: 1, colour: words.join(" ") });
    return Promise.resolve();
  },
  remove({ boxes }, { name }) {
    boxes.delete(`label ${name}`);
    return Promise.resolve();
  },
};

const kinds = [kindOfResource(box), kindOfResource(label)];

const quiet = { warn: () => Promise.resolve() };

function listOn(deps: Shelf): readonly [Wanted, Wanted] {
  const first = wanted(box, deps, { name: "b", size: 1, colour: "red" });
  return [first, wanted(label, deps, { name: "l", words: ["this", "side", "up"] }, { onlyWith: first })];
}

Deno.test(
  "design 2: an invented kind is planned, ensured, compared and removed like every other",
  withRun(async (run) => {
    const deps = shelf();
    const list = listOn(deps);
    const outcomes = async () =>
      (await plan(lookingIn(run), list, "full")).map(({ wanted, outcome }) => [wanted.title, outcome]);
    assert.deepEqual(await outcomes(), [["box b", "create"], ["label l", "create"]]);

    const { of, failed } = await ensureAll(run.walk, list, quiet);
    assert.deepEqual([of(list[0])?.origin, of(list[1])?.origin, failed], ["created", "created", []]);
    assert.deepEqual(of(list[1])?.out, { seen: 1 });

    const remembered = rememberedIn(run.journal.facts);
    assert.deepEqual((await compare(kinds, deps, remembered)).map(({ is }) => is), ["same", "same"]);
    deps.boxes.set("label l", { name: "label l", size: 1, colour: "up side down" });
    deps.boxes.delete("b");
    const compared = await compare(kinds, deps, remembered);
    assert.deepEqual(compared.map(({ is }) => is), ["missing", "differs"]);
    assert.deepEqual(compared[1].differences.map(({ status, expected, actual }) => [status, expected ?? actual]), [
      ["missing", "this"],
      ["unexpected", "down"],
    ]);

    const removed = await removeAll(run.walk, kinds, deps, remembered);
    assert.deepEqual(removed.map(({ remembered, outcome }) => [remembered.kind, outcome]), [
      ["label", "removed"],
      ["box", "absent"],
    ]);
    assert.equal(deps.boxes.size, 0);
    assert.deepEqual(rememberedIn(run.journal.facts), []);
  }),
);

const lookingIn = ({ walk: { emit, signal } }: TestRun) => ({ emit, signal });

Deno.test(
  "a plan: what exists, what differs in whose words, what is left out because nothing it belongs to is made",
  withRun(async (run) => {
    const deps = shelf({ name: "b", size: 2, colour: "red" });
    const [planned, ...others] = await plan(lookingIn(run), listOn(deps), "full");
    assert.deepEqual(others, []);
    assert.deepEqual([planned.outcome, planned.differences.map(({ words }) => words)], [
      "differs",
      ["litres: 2, wanted 1"],
    ]);
    assert.deepEqual(run.journal.facts, []);
  }),
);

Deno.test(
  "a plan looks again only at what was not seen, and not at what comes later; a failed look stops it where it must",
  withRun(async (run) => {
    const deps = shelf();
    const spec = { name: "b", size: 1, colour: "red" };
    const list = [
      wanted(box, deps, spec, { seen: { is: "ready", spec, out: { arn: "seen" } } }),
      wanted(box, deps, { ...spec, name: "c" }, { later: "b" }),
      wanted(box, deps, { ...spec, name: "d" }, { seen: { is: "absent" } }),
    ];
    const outcomes = (await plan(lookingIn(run), list, "exists")).map(({ outcome }) => outcome);
    assert.deepEqual([outcomes, deps.calls], [["exists", "create", "create"], []]);
    const failing: typeof box = { ...box, find: () => Promise.reject(new Error("denied")) };
    await assert.rejects(plan(lookingIn(run), [wanted(failing, deps, spec)], "full"), /denied/);
    // What S3 says to a HEAD request: nothing.
    const nothing = Object.assign(new Error("UnknownError"), { name: "Unknown", $metadata: { httpStatusCode: 403 } });
    const actions = { ...box.actions, find: ["shelf:Look"] };
    const silent: typeof box = { ...box, actions, find: () => Promise.reject(nothing) };
    await assert.rejects(plan(lookingIn(run), [wanted(silent, deps, spec)], "full"), {
      code: "DAY-AWS-002",
      message: /^Permission denied while looking at the box b/,
      fix: /^ask an administrator for the IAM permission shelf:Look/,
    });
    const [courtesy] = await plan(lookingIn(run), [wanted(failing, deps, spec, { onFailure: "collect" })], "full");
    assert.equal(courtesy.outcome, "create");
  }),
);

Deno.test(
  "ensureAll: the failure of an entry stops the walk, or is told, or is collected",
  withRun(async (run) => {
    const spec = { name: "l", words: [] };
    const warnings: Warning[] = [];
    const warn = (warning: Warning) => Promise.resolve(void warnings.push(warning));
    const withFailure = (onFailure: Wanted["onFailure"]): readonly Wanted[] => {
      const deps = shelf();
      deps.failures.push({ error: refusal(403) });
      return [wanted(label, deps, spec, { onFailure }), wanted(box, deps, { name: "b", size: 1, colour: "red" })];
    };
    await assert.rejects(ensureAll(run.walk, withFailure("stop"), { warn }), { name: "ValidationError" });
    const collected = await ensureAll(run.walk, withFailure("collect"), { warn });
    assert.deepEqual(collected.failed.map(({ error }) => error.code), ["DAY-AWS-001"]);
    assert.equal(warnings.length, 0);
    const told = withFailure({ warn: { id: "w", step: "s" }, words: (reason) => `no label: ${reason}` });
    const { of } = await ensureAll(run.walk, told, { warn });
    assert.deepEqual([of(told[0]), of(told[1])?.origin], [undefined, "created"]);
    assert.deepEqual(warnings.map(({ id, step }) => [id, step]), [["w", "s"]]);
    assert.match(warnings[0].message, /^no label: AWS failed while making the label l: no/);
  }),
);

Deno.test(
  "removeAll: last made, first removed; what was found or repaired is kept; one failure leaves that thing and goes on",
  withRun(async (run) => {
    const [mine, found, changed] = ["mine", "found", "changed"].map((name) => ({ name, size: 1, colour: "red" }));
    const deps = shelf(found, { ...changed, size: 9 });
    for (const spec of [mine, found, changed]) {
      await ensureAll(run.walk, [wanted(box, deps, spec)], { ...quiet, existing: "repair" });
    }
    const remembered = rememberedIn(run.journal.facts);
    const unknown = { kind: "vase", key: "v", origin: "created", expected: {}, out: null } as const;
    const stubborn = { ...kinds[0], title: () => "the box that is mine", remove: () => Promise.reject(refusal(403)) };
    const tried = await removeAll(run.walk, [stubborn], deps, [unknown, ...remembered]);
    assert.deepEqual(tried.map(({ remembered: { key }, outcome }) => [key, outcome]), [
      ["changed", "kept"],
      ["found", "kept"],
      ["mine", "left"],
      ["v", "left"],
    ]);
    assert.match(tried[2].why, /removing the box that is mine/);
    const removed = await removeAll(run.walk, kinds, deps, remembered);
    assert.deepEqual(removed.map(({ outcome }) => outcome), ["kept", "kept", "removed"]);
    assert.deepEqual([...deps.boxes.keys()].sort(), ["changed", "found"]);
  }),
);

Deno.test(
  "compare: what cannot be read, and what nobody knows any more, is unchecked and hides nothing",
  withRun(async (run) => {
    const deps = shelf({ name: "b", size: 1, colour: "red" });
    const known = {
      kind: "box",
      key: "b",
      origin: "found",
      expected: { name: "b", size: 1, colour: "red" },
      out: null,
    };
    const remembered = [
      known,
      { ...known, kind: "vase" },
      { ...known, expected: { name: 7 } as Json },
    ] as const;
    const compared = await compare(kinds, deps, remembered as unknown as Parameters<typeof compare<Shelf>>[2]);
    assert.deepEqual(compared.map(({ is }) => is), ["same", "unchecked", "unchecked"]);
    assert.match(compared[1].why, /does not know the resource kind vase/);
    assert.deepEqual(run.journal.facts, []);
  }),
);
