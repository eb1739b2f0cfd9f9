import assert from "node:assert/strict";
import { slowest, testsIn } from "../tools/test_report.ts";

const report = `<testsuites>
  <testcase name="budgets" classname="./tests/a_test.ts" time="9.5" line="1" col="1">
  </testcase>
  <testcase name="budgets &gt; one &quot;is&quot; made" classname="./tests/support/sandbox.ts" time="6.25" line="1" col="1">
  </testcase>
  <testcase name="budgets &gt; two" classname="./tests/support/sandbox.ts" time="3"/>
  <testcase name="alone" classname="./tests/b_test.ts" time="4">
    <failure message="x">no</failure>
  </testcase>
</testsuites>`;

Deno.test("a report in JUnit's form tells what ran, how long it took and what failed", () => {
  const ran = testsIn(report);
  assert.deepEqual(ran.map(({ name, passed }) => [name, passed]), [
    ["budgets", true],
    ['budgets > one "is" made', true],
    ["budgets > two", true],
    ["alone", false],
  ]);
  assert.deepEqual(ran[3], { name: "alone", file: "tests/b_test.ts", passed: false, seconds: 4 });
});

Deno.test("the slowest are told with the file of their test; a test with steps is not told beside them", () => {
  assert.deepEqual(slowest(testsIn(report), 2).map(({ file, name }) => [file, name]), [
    ["tests/a_test.ts", 'budgets > one "is" made'],
    ["tests/b_test.ts", "alone"],
  ]);
});
