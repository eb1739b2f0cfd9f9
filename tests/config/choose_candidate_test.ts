import assert from "node:assert/strict";
import { chooseCandidate } from "../../lib/config/settings/choose_candidate.ts";
import { type Entries, scriptedDeps, sourceOf } from "./scripted.ts";

const key = "s3_bucket_name";
const two = ["b-omics-analysis", "a-omics-analysis"].map((value) => ({ value, label: `${value} (us-west-2)` }));
const one = two.slice(0, 1);

function choose(value: string, candidates: typeof two, setup: {
  autoSelect?: boolean;
  overrides?: Record<string, string>;
  answers?: string[];
} = {}) {
  const deps = scriptedDeps(setup);
  const entries: Entries = { [key]: ["USESETVALUE", "ignored", value] };
  const chosen = chooseCandidate(deps, sourceOf(entries, setup), key, candidates);
  return { chosen, deps };
}

Deno.test("T65: a configured candidate is taken without a menu", async () => {
  const { chosen } = choose(two[1].value, two);
  assert.deepEqual(await chosen, { value: two[1].value, origin: "file" });
});

Deno.test("T65: an unknown value among several leads to the menu, in the order of the candidates", async () => {
  const { chosen, deps } = choose("other", two, { answers: ["", "3", "2"] });
  assert.deepEqual(await chosen, { value: two[1].value, origin: "answer" });
  assert.deepEqual(deps.prompter.shown[0].labels, two.map(({ label }) => label));
  assert.match(deps.warnings()[0], /'other' cannot be used: it must be a bucket of the region/);
});

Deno.test("T65: where nobody can be asked, the error names the unknown value and the candidates", async () => {
  await assert.rejects(choose("other", two).chosen, {
    code: "DAY-PROMPT-001",
    details: { key, choices: two.map(({ value }) => value) },
    fix: /--set s3_bucket_name=VALUE.*b-omics-analysis, a-omics-analysis$/,
    message: /'other' cannot be used: it must be a bucket of the region.* b-omics-analysis, a-omics-analysis$/,
  });
});

Deno.test("T66: an unknown value gives way to the only candidate, with a notice", async () => {
  const { chosen, deps } = choose("other", one);
  assert.deepEqual(await chosen, { value: one[0].value, origin: "candidate" });
  assert.equal(deps.warnings().length, 1);
});

Deno.test("T67: with auto-select off even one candidate is asked", async () => {
  const { chosen, deps } = choose(one[0].value, one, { autoSelect: false, answers: ["1"] });
  assert.deepEqual(await chosen, { value: one[0].value, origin: "answer" });
  assert.equal(deps.prompter.shown.length, 1);
  assert.equal(deps.warnings().length, 1);
});

Deno.test("3.40: an override is taken, also with auto-select off; one that is not offered ends the run", async () => {
  const found = choose("", two, { autoSelect: false, overrides: { [key]: two[1].value } });
  assert.deepEqual(await found.chosen, { value: two[1].value, origin: "flag" });
  const lost = choose("", one, { overrides: { [key]: "other" } });
  await assert.rejects(lost.chosen, { code: "DAY-CFG-003", exitCode: 1, fix: `use one of ${one[0].value}` });
});

Deno.test("1.7: a menu at the end of input ends the run", async () => {
  await assert.rejects(choose("", two, { answers: [] }).chosen, { code: "DAY-PROMPT-002" });
});
