import assert from "node:assert/strict";
import { nextHeartbeat } from "../../lib/cluster/status/next_heartbeat.ts";
import { runningParts } from "../../lib/cluster/status/running_parts.ts";
import { accruedCost } from "../../lib/cost/accrued_cost.ts";

const created = new Date("2026-01-02T00:00:00Z");
const now = new Date("2026-01-02T10:00:00Z");

Deno.test("decision 3.53: spend so far is hours times price of what runs, at least, and what has no price is named", () => {
  const node = {
    cluster: "demo",
    queue: "",
    resource: "",
    vpc: "vpc-1",
    zone: "us-west-2b",
    address: "",
    launched: undefined,
    state: "running",
  };
  const head = { ...node, id: "i-1", isHeadNode: true, isOnSpot: false, type: "r7i.2xlarge", address: "203.0.113.7" };
  const spot = { ...node, isHeadNode: false, isOnSpot: true, launched: new Date("2026-01-02T08:00:00Z") };
  const price = (usd: number) => ({ usd, source: "table", date: "2026-01" }) as const;
  const list = { headNode: price(0.5), scratchStorage: price(0.146), natGateway: null };
  const parts = runningParts({
    nodes: [
      head,
      { ...spot, id: "i-2", type: "m7i.large" },
      { ...spot, id: "i-3", type: "x9.large" },
      { ...spot, id: "i-4", type: "m7i.large", state: "stopped" },
    ],
    fileSystems: [
      { cluster: "demo", id: "fs-1", capacity: 5_000, deployment: "SCRATCH_2" },
      { cluster: "demo", id: "fs-2", capacity: 5_000, deployment: "PERSISTENT_2" },
    ],
    gateways: [{ id: "nat-1", vpc: "vpc-1", addresses: 1 }],
  }, {
    region: "us-west-2",
    created,
    prices: {
      lists: new Map([["r7i.2xlarge", list]]),
      spot: new Map([["us-west-2b", { is: "known", value: new Map([["m7i.large", 0.25]]) }]]),
    },
  });
  const { usd_at_least, usd_ended, usd_per_hour, uncounted } = accruedCost(parts, undefined, now);
  // 10 hours of 0.5 + 0.005 + 1 + 0.045 + 0.005, and 2 hours of 0.25.
  assert.deepEqual([usd_at_least, usd_ended, usd_per_hour], [16.05, null, 1.805]);
  assert.deepEqual(uncounted, ["compute node i-3, x9.large on Spot", "file system fs-2, PERSISTENT_2"]);
  // What has ended is no price of an hour.
  const more = accruedCost(parts, { usd: 2.345, uncounted: ["q/r"] }, now);
  assert.deepEqual([more.usd_at_least, more.usd_ended, more.usd_per_hour], [18.39, 2.34, 1.805]);
  assert.deepEqual(more.uncounted, [...uncounted, "q/r"]);
});

Deno.test("status: the next heartbeat counts from its start, ends with its end, and a calendar is not guessed", () => {
  const hourly = { expression: "rate(60 minutes)", isOn: true, since: created, start: undefined, end: undefined };
  const next = (more: Partial<Parameters<typeof nextHeartbeat>[0]>) => {
    const found = nextHeartbeat({ ...hourly, ...more }, new Date("2026-01-02T09:30:00Z"));
    return found.is === "known" ? found.value : found.why;
  };
  assert.equal(next({}), "2026-01-02T10:00:00Z");
  assert.equal(next({ start: new Date("2026-01-02T00:10:00Z") }), "2026-01-02T10:10:00Z");
  assert.equal(next({ start: new Date("2026-01-03T00:00:00Z") }), "2026-01-03T00:00:00Z");
  assert.equal(next({ end: new Date("2026-01-02T09:59:00Z") }), "");
  assert.equal(next({ isOn: false }), "");
  assert.equal(next({ expression: "at(2026-01-02T09:00:00)" }), "");
  assert.equal(next({ expression: "cron(0 12 * * ? *)" }), "its schedule is cron(0 12 * * ? *)");
  assert.deepEqual(nextHeartbeat(undefined, now), { is: "known", value: "" });
});
