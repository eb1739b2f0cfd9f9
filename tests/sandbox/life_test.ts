import assert from "node:assert/strict";
import { eventsUntil, type Phase, resourcesAt, type StackLife, statusAt } from "../../lib/sandbox/front/stacks/life.ts";

const resource = (logicalId: string, type: string, retained = false) => ({
  logicalId,
  type,
  retained,
  physicalId: `${logicalId}-id`,
});

function lifeWith(phases: Phase[], disableRollback = false): StackLife {
  return {
    id: "arn:aws:cloudformation:us-west-2:123456789012:stack/s/1",
    name: "s",
    region: "us-west-2",
    kind: "cluster",
    token: "creation",
    template: "",
    tags: [],
    capabilities: [],
    disableRollback,
    parameters: [],
    outputs: [],
    resources: [
      resource("Nested", "AWS::CloudFormation::Stack"),
      resource("Group", "AWS::Logs::LogGroup", true),
      resource("Wait", "AWS::CloudFormation::WaitCondition"),
    ],
    phases,
    effects: [],
  };
}

const creation: Phase = { does: "create", at: 1_000, seconds: 8, rollbackSeconds: 4 };
const failing: Phase = { ...creation, failure: { logicalId: "Wait", reason: "no chef" } };
const line = ({ at, logicalId, status }: { at: number; logicalId: string; status: string }) =>
  `${at} ${logicalId} ${status}`;

Deno.test("a creation tells each resource's beginning and end, and never more than has happened", () => {
  const life = lifeWith([creation]);
  const all = eventsUntil(life, 9_000).map(line);
  assert.deepEqual([all[0], all.at(-1)], ["1000 s CREATE_IN_PROGRESS", "9000 s CREATE_COMPLETE"]);
  for (let now = 1_000; now <= 9_000; now += 500) {
    const known = eventsUntil(life, now).map(line);
    assert.deepEqual(known, all.slice(0, known.length));
  }
});

Deno.test("a nested stack that is complete does not complete the stack around it", () => {
  const life = lifeWith([creation]);
  assert.deepEqual(resourcesAt(life, 4_000).map(({ logicalId, status }) => [logicalId, status]), [
    ["Nested", "CREATE_COMPLETE"],
    ["Group", "CREATE_IN_PROGRESS"],
  ]);
  assert.equal(statusAt(life, 4_000).status, "CREATE_IN_PROGRESS");
});

Deno.test("a failure rolls back in reverse and keeps what is retained", () => {
  const after = eventsUntil(lifeWith([failing]), 13_000).filter(({ at }) => at >= 9_000).map(line);
  assert.deepEqual(after, [
    "9000 Wait CREATE_FAILED",
    "9000 s ROLLBACK_IN_PROGRESS",
    "9000 Wait DELETE_IN_PROGRESS",
    "10000 Wait DELETE_COMPLETE",
    "10000 Group DELETE_SKIPPED",
    "11000 Nested DELETE_IN_PROGRESS",
    "12000 Nested DELETE_COMPLETE",
    "13000 s ROLLBACK_COMPLETE",
  ]);
});

Deno.test("with rollback disabled a failure is the end", () => {
  const last = statusAt(lifeWith([failing], true), 100_000);
  assert.deepEqual([last.status, last.reason], [
    "CREATE_FAILED",
    "The following resource(s) failed to create: [Wait].",
  ]);
});

Deno.test("a deletion that fails names what holds it; the next one can succeed", () => {
  const failed: Phase = { does: "delete", at: 10_000, seconds: 2, failure: { logicalId: "Nested", reason: "in use" } };
  const life = lifeWith([creation, failed]);
  assert.equal(statusAt(life, 11_000).status, "DELETE_IN_PROGRESS");
  assert.equal(statusAt(life, 12_000).status, "DELETE_FAILED");
  life.phases.push({ does: "delete", at: 20_000, seconds: 2 });
  assert.equal(statusAt(life, 22_000).status, "DELETE_COMPLETE");
});
