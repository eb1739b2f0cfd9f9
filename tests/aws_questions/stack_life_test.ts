import assert from "node:assert/strict";
import { StackStatus } from "@aws-sdk/client-cloudformation";
import { stackLife } from "../../lib/aws/stack_life.ts";

Deno.test("every status of CloudFormation has its place in a stack's life, an unknown one has none", () => {
  const inProgress = new Set(["planned", "coming", "changing", "failing", "going"]);
  for (const status of Object.values(StackStatus)) {
    const life = stackLife(status);
    assert.notEqual(life, undefined, status);
    assert.equal(inProgress.has(life ?? ""), status.endsWith("_IN_PROGRESS"), status);
    assert.equal(life === "failed" || life === "halted", /_FAILED$|^ROLLBACK_COMPLETE$/.test(status), status);
  }
  assert.equal(stackLife("MELTED"), undefined);
  assert.equal(stackLife("constructor"), undefined);
});
