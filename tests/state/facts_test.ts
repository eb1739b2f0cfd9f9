import assert from "node:assert/strict";
import {
  type Fact,
  isUnfinished,
  lastFact,
  rememberedIn,
  type RunStatus,
  standsInTheWay,
} from "../../lib/state/journal/facts.ts";

const passed: Fact = { fact: "preflight_passed" };
const resumed: Fact = { fact: "resumed", tool_version: "1" };
const end = (status: RunStatus, exit_code = 0): Fact => ({ fact: "end", status, exit_code });

Deno.test("decision 3.39: which runs are unfinished", () => {
  const table: readonly [string, boolean, readonly Fact[]][] = [
    ["nothing yet", false, []],
    ["stopped by preflight", false, [end("failed")]],
    ["killed in preflight", false, []],
    ["killed after gate 9", true, [passed]],
    ["failed after gate 9", true, [passed, end("failed")]],
    ["interrupted", true, [passed, end("interrupted")]],
    ["created", false, [passed, end("created")]],
    ["stopped after a good dry run", false, [passed, end("dry_run_ok")]],
    ["resumed and killed", true, [passed, end("interrupted"), resumed]],
    ["resumed and created", false, [passed, end("failed"), resumed, end("created")]],
    ["resumed and failed again", true, [passed, end("failed"), resumed, end("failed")]],
    ["turned away by somebody else's cluster", false, [passed, end("failed", 6)]],
    ["its place taken by a later run", false, [passed, end("failed"), { fact: "superseded", by: "c_2" }]],
    ["resumed and stopped after a good dry run", false, [passed, resumed, end("dry_run_ok")]],
  ];
  for (const [what, expected, facts] of table) assert.equal(isUnfinished(facts), expected, what);
});

Deno.test("the last fact of a kind that fits", () => {
  const facts: Fact[] = [
    { fact: "decided", key: "a", value: 1 },
    { fact: "decided", key: "b", value: 2 },
    { fact: "decided", key: "a", value: 3 },
    passed,
  ];
  assert.equal(lastFact(facts, "decided", ({ key }) => key === "a")?.value, 3);
  assert.equal(lastFact(facts, "decided", ({ key }) => key === "b")?.value, 2);
  assert.equal(lastFact(facts, "decided")?.value, 3);
  assert.equal(lastFact(facts, "decided", ({ key }) => key === "c"), undefined);
  assert.equal(lastFact(facts, "end"), undefined);
});

Deno.test("the newest memory of each resource, in the order in which they were first met", () => {
  const remembered = (kind: string, key: string, expected: number, origin: "found" | "created" = "found"): Fact => ({
    fact: "remembered",
    kind,
    key,
    origin,
    expected,
    out: null,
  });
  const facts = [remembered("b", "x", 1), remembered("a", "x", 2), passed, remembered("b", "x", 3, "created")];
  assert.deepEqual(rememberedIn(facts), [
    { kind: "b", key: "x", origin: "created", expected: 3, out: null },
    { kind: "a", key: "x", origin: "found", expected: 2, out: null },
  ]);
  const later = [...facts, remembered("b", "x", 4), { fact: "removed", kind: "a", key: "x", attempt: 1 } as const];
  assert.deepEqual(rememberedIn(later), [{ kind: "b", key: "x", origin: "created", expected: 4, out: null }]);
});

Deno.test("decision 3.60: which unfinished run stands in the way of a new one", () => {
  const intent = (kind: string): Fact => ({
    ...{ fact: "intent", kind, key: "x", spec: {}, found: "absent", attempt: 1, token: "t" },
  });
  const table: readonly [string, boolean, readonly Fact[]][] = [
    ["failed before any change", false, [passed, end("failed", 2)]],
    ["failed behind the network, before the cluster", false, [passed, intent("network-stack"), end("failed", 2)]],
    ["failed behind the cluster's intent", true, [passed, intent("cluster"), end("failed", 2)]],
    ["interrupted", true, [passed, end("interrupted", 130)]],
    ["killed", true, [passed, intent("network-stack")]],
    ["created", false, [passed, intent("cluster"), end("created")]],
  ];
  for (const [what, expected, facts] of table) assert.equal(standsInTheWay(facts), expected, what);
});
