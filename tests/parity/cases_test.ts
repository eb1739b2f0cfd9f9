import assert from "node:assert/strict";
import { outcomesIn, type ParityCase, parityCases, parityPage, resultOf } from "../../tools/parity_cases.ts";

Deno.test("docs/parity.md is what deno task parity:cases writes", async () => {
  const page = await Deno.readTextFile(new URL("../../docs/parity.md", import.meta.url));
  assert.equal(page, parityPage(await parityCases()), "run: deno task parity:cases --list");
});

Deno.test("there are 470 cases, and each id is found as a word", async () => {
  const cases = await parityCases();
  assert.equal(cases.length, 118 + 20 + 18 + 18 + 18 + 30 + 20 + 20 + 20 + 63 + 32 + 93);
  const word = (id: string) => new RegExp(`\\b${id}\\b`.replace(/\\bHN/, "headnode cases? (?:\\d+(?:, | and ))*"));
  const wrong = cases.flatMap(({ id, tests }) => tests.filter(({ title }) => !word(id).test(title)));
  assert.deepEqual(cases.filter(({ id, tests }) => id.startsWith("HN") && tests.length === 0), []);
  assert.deepEqual(wrong, []);
});

Deno.test("the result of a case", () => {
  const outcomes = outcomesIn(
    `<testcase name="group &gt; X7 good" classname="x"></testcase><testcase name="group &gt; X8, Y1: &quot;bad&quot;">` +
      `<failure message="no">…</failure></testcase><testcase name="X9 a"/><testcase name="X9 b"><failure/></testcase>`,
  );
  const tests = [{ file: "a_test.ts", title: "x" }];
  const result = (id: string, more: Partial<ParityCase> = {}) => resultOf({ id, tests, ...more }, outcomes);
  assert.equal(result("X7"), "ok");
  assert.equal(result("X8"), "failed");
  assert.equal(result("Y1"), "failed");
  assert.equal(result("X9"), "failed");
  assert.equal(result("X1"), "not run");
  assert.equal(result("X7", { tests: [] }), "missing");
  const decided = { overruled: true, decision: "3.14", what: "" } as const;
  assert.equal(result("X10", { tests: [], decided }), "overruled");
});
