import assert from "node:assert/strict";
import {
  closed,
  deedFor,
  joined,
  kept,
  left,
  made,
  rested,
  type SharedCluster,
  turnOf,
  vanished,
} from "../../lib/worksets/cluster/shared_cluster.ts";
import { usersOf } from "../../lib/worksets/cluster/shared_users.ts";
import { firstJournal, type Journal, journalBody, journalName } from "../../lib/worksets/protocol/journal.ts";
import { placeOf } from "../../lib/worksets/protocol/sighting.ts";
import { fc } from "../support/fast_check.ts";
import { memoryStore } from "../support/memory_store.ts";
import { virtualClock } from "../support/virtual_clock.ts";

const named = { name: "demo", region: "us-west-2", profile: "p", stays: false };
const idle = 20 * 60_000;
const now = Date.UTC(2026, 0, 2);

/** What monitors and worksets do with a cluster, in any order; each act is one conditional write, so that none is torn apart. */
type Act = { readonly what: "come" | "made" | "fails" | "go" | "sweep"; readonly who: string };

/** @returns the worksets that use the cluster as far as they know, each time after an act */
function play(acts: readonly Act[], idleTime: number): void {
  let shared: SharedCluster | undefined;
  const atWork = new Set<string>();
  for (const { what, who } of acts) {
    if (what === "come") shared = joined(shared, who, named);
    if (what === "made" && shared !== undefined && turnOf(shared, who) === "make") shared = made(shared);
    if (shared !== undefined && turnOf(shared, who) === "use") atWork.add(who);
    if (what === "go" || what === "fails") {
      shared = shared && left(shared, who);
      atWork.delete(who);
    }
    if (what === "sweep" && shared !== undefined) {
      const deed = deedFor(shared, now, idleTime);
      if (deed === undefined) continue;
      assert.deepEqual([...atWork], [], `it is closed while it is used: ${JSON.stringify(acts)}`);
      const next: SharedCluster = closed(shared, deed);
      assert.equal(turnOf(joined(next, who, named), who), "wait");
      shared = deed === "remove" ? undefined : rested(next, new Date(now + idleTime), true);
    }
    for (const each of atWork) assert.ok(shared?.users.includes(each), `${each} is no user: ${JSON.stringify(acts)}`);
  }
  // Once all have gone it goes as well.
  for (const who of ["ws1", "ws2", "ws3"]) shared = shared && left(shared, who);
  for (let turn = 0; turn < 2 && shared !== undefined; turn++) {
    const deed = deedFor(shared, now + 2 * idle, idleTime);
    shared = deed === "rest" ? rested(closed(shared, deed), new Date(now + idleTime), true) : undefined;
    if (deed === undefined) assert.fail(`it is left for ever: ${JSON.stringify(acts)}`);
  }
  assert.equal(shared, undefined);
}

Deno.test("decision 4: whatever the order, a shared cluster is never closed while it is used, and never left for ever", () => {
  const act = fc.record({
    what: fc.constantFrom<Act["what"]>("come", "made", "fails", "go", "sweep"),
    who: fc.constantFrom("ws1", "ws2", "ws3"),
  });
  fc.assert(fc.property(fc.array(act, { maxLength: 30 }), fc.constantFrom(0, idle), play), { numRuns: 2_000 });
});

Deno.test("decision 4: a maker that gives up leaves nothing that another one would take for a cluster", () => {
  const first = joined(undefined, "ws1", named);
  const both = joined(first, "ws2", named);
  assert.deepEqual([turnOf(both, "ws1"), turnOf(both, "ws2")], ["make", "wait"]);
  const broken = left(both, "ws1");
  assert.deepEqual([broken.phase, deedFor(broken, now, idle)], ["broken", "remove"]);
  assert.equal(turnOf(joined(broken, "ws2", named), "ws2"), "wait");
  const ready = made(both);
  assert.deepEqual(left(ready, "ws1").users, ["ws2"]);
  assert.equal(turnOf(vanished(ready, "ws2"), "ws2"), "make");
});

Deno.test("decision 4: what a workset wants to be kept stays, also when others have used it after that", () => {
  const until = new Date(now + 6 * 3_600_000);
  const ready = made(joined(undefined, "ws1", named));
  const wished = left(kept(ready, until), "ws1");
  const resting = rested(closed(wished, "rest"), new Date(now + idle), true);
  assert.equal(resting.keep_until, until.toISOString());
  const again = left(made(joined(resting, "ws2", named)), "ws2");
  assert.equal(deedFor(again, now, 0), "rest");
  assert.equal(deedFor({ ...again, stays: true }, now + 24 * 3_600_000, 0), undefined);
});

Deno.test("decision 4: a workset that has left, or whose folder was taken away, is no user any more", async () => {
  const clock = virtualClock();
  const store = memoryStore(() => clock.now().getTime());
  const deps = { store, clock, options: { root: "root" } };
  const cluster = { ...named, created_by_us: true, destroy: true, destroyed: false, shared: true };
  const journal = (workset: string, more: Partial<NonNullable<Journal["cluster"]>>) =>
    store.put(
      placeOf("root", workset).prefix + journalName,
      journalBody({
        ...firstJournal(workset, { owner: "one", at: clock.now() }),
        cluster: { ...cluster, ...more },
      }),
      "any",
    );
  await journal("uses", {});
  await journal("left", { destroyed: true });
  await journal("elsewhere", { name: "other" });
  const shared = { ...made(joined(undefined, "uses", named)), users: ["uses", "left", "elsewhere", "gone"] };
  const looking = { leaseSeconds: 180, gone: new Map<string, number>() };
  assert.deepEqual(await usersOf(deps, shared, looking), ["uses", "gone"]);
  clock.advance(299_000);
  assert.deepEqual(await usersOf(deps, shared, looking), ["uses", "gone"]);
  clock.advance(2_000);
  assert.deepEqual(await usersOf(deps, shared, looking), ["uses"]);
});
