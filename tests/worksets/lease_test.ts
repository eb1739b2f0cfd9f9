import assert from "node:assert/strict";
import type { Clock } from "../../lib/host/clock.ts";
import { consider, type Considered } from "../../lib/worksets/protocol/attend.ts";
import { firstJournal, type Journal, journalBody, journalName } from "../../lib/worksets/protocol/journal.ts";
import { isLegacy, type Me, type SkipReason } from "../../lib/worksets/protocol/judge.ts";
import { leaseBody, readLease } from "../../lib/worksets/protocol/lease.ts";
import type { ProtocolDeps } from "../../lib/worksets/protocol/protocol_deps.ts";
import { placeOf } from "../../lib/worksets/protocol/sighting.ts";
import { take } from "../../lib/worksets/protocol/take.ts";
import type { Store } from "../../lib/worksets/store/store.ts";
import { type MemoryBucket, memoryStore } from "../support/memory_store.ts";

const start = Date.parse("2026-01-02T03:04:05Z");
const place = placeOf("root", "ws");
const lockKey = `${place.prefix}daylily.lock`;
const me: Me = { host: "here", root: "/w", adoptLegacy: false, leaseSeconds: 180 };
const text = (value: string) => new TextEncoder().encode(value);

/** A world that only the test moves: sleeps end when it says so. */
function standing(store: (bucket: MemoryBucket) => Store = (bucket) => bucket) {
  let now = 0;
  const sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  const bucket = memoryStore(() => start + now);
  bucket.now.put(`${place.prefix}daylily.ready`, text("ready"), "any");
  const clock: Clock = {
    now: () => new Date(start + now),
    ticks: () => now,
    limit: () => new AbortController().signal,
    sleep: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
        sleepers.push({ at: now + milliseconds, wake: resolve });
      }),
  };
  let count = 0;
  const deps: ProtocolDeps = {
    store: store(bucket),
    clock,
    random: () => 0,
    unique: () => `u${count++}`,
    self: { pid: 1, host: "here" },
    signal: new AbortController().signal,
  };
  const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
  return {
    bucket,
    deps,
    async pass(milliseconds: number) {
      for (const end = now + milliseconds; now < end;) {
        now = Math.min(end, now + 1000);
        for (const sleeper of sleepers.splice(0)) sleeper.at <= now ? sleeper.wake() : sleepers.push(sleeper);
        await settle();
      }
    },
    sentinel: (kind: string, body = "x") => void bucket.now.put(`${place.prefix}daylily.${kind}`, text(body), "any"),
    journal: (changes: Partial<Journal> = {}) =>
      void bucket.now.put(
        place.prefix + journalName,
        journalBody({ ...firstJournal("ws", { owner: "a", at: new Date(start) }), phase: "running", ...changes }),
        "any",
      ),
    lock: () =>
      void bucket.now.put(
        lockKey,
        leaseBody(new Date(start + now), {
          ...{ v: 1, owner: "a", host: "there", pid: 2, nonce: "n" },
          ...{ epoch: 1, attempt: 1, lease_s: 180, seq: 0, step: "run" },
        }),
        "any",
      ),
    async verdict(memory = {}) {
      const { verdict } = await consider(deps, place, me, memory);
      return verdict.do === "take" ? verdict.purpose : `skip: ${verdict.why}`;
    },
    async taken(considered?: Considered) {
      const { looked, verdict } = considered ?? await consider(deps, place, me, {});
      if (verdict.do === "skip") throw new Error(verdict.why);
      const { lock, journal } = looked;
      return take(deps, {
        place,
        purpose: verdict.purpose,
        lock,
        journal,
        owner: "me",
        leaseSeconds: 180,
        contention: 0,
      });
    },
  };
}

const skip = (why: SkipReason) => `skip: ${why}`;

Deno.test("MW36: only the store's clock says whether a lock has expired", async () => {
  const world = standing();
  world.lock();
  world.journal();
  await world.pass(240_000);
  assert.equal(await world.verdict(), skip("owned"));
  await world.pass(1_000);
  // Whatever the observer's wall clock shows.
  const later = { ...world.deps.clock, now: () => new Date(start - 600_000) };
  assert.equal((await consider({ ...world.deps, clock: later }, place, me, {})).verdict.do, "take");
});

Deno.test("MW44: the lock of an earlier generation is waited for, then taken over", async () => {
  const world = standing();
  world.sentinel("lock", "2026-01-01T00:00:00.000000+00:00");
  await world.pass(10_000);
  assert.equal(await world.verdict(), skip("legacy lock"));
  await world.pass(170_000);
  assert.equal(await world.verdict(), "claim");
});

Deno.test("a lock that goes between the listing and its reading is no lock, and none of an earlier generation", async () => {
  const world = standing((bucket) => ({
    ...bucket,
    get(key) {
      bucket.now.remove(lockKey, "any");
      return bucket.get(key);
    },
  }));
  world.lock();
  const { looked, verdict } = await consider(world.deps, place, me, {});
  assert.deepEqual([verdict, isLegacy(looked.known)], [{ do: "take", purpose: "claim" }, false]);
});

Deno.test("MW92: a lock that was taken away by hand is waited for before anybody adopts", async () => {
  const world = standing();
  world.journal();
  world.sentinel("in_progress");
  const memory = {};
  assert.equal(await world.verdict(memory), skip("lock is gone"));
  await world.pass(240_000);
  assert.equal(await world.verdict(memory), skip("lock is gone"));
  await world.pass(61_000);
  assert.equal(await world.verdict(memory), "adopt");
  world.journal({ released: true });
  assert.equal(await world.verdict({}), "adopt");
});

Deno.test("MW66 MW93: a verdict that is not shown, or half shown, is finished by the next owner, without another run", async () => {
  const world = standing();
  world.journal({ phase: "complete" });
  world.lock();
  world.sentinel("in_progress");
  assert.equal(await world.verdict(), skip("owned"));
  await world.pass(241_000);
  assert.equal(await world.verdict(), "settle");
  world.sentinel("complete");
  assert.equal(await world.verdict(), "settle");
});

Deno.test("a run on another host, or in another folder, is left to it", async () => {
  const world = standing();
  world.journal({ released: true, local: { host: "there", root: "/w" } });
  assert.equal(await world.verdict(), skip("elsewhere"));
  world.journal({ released: true, local: { host: "here", root: "/w" } });
  assert.equal(await world.verdict(), "adopt");
});

Deno.test("MW31: a claim is six requests beside the look, and in progress within two seconds", async () => {
  const asked: string[] = [];
  const world = standing((bucket) => ({
    list: (options) => (asked.push("list"), bucket.list(options)),
    get: (key) => (asked.push(`get ${key.split("/").at(-1)}`), bucket.get(key)),
    put: (key, ...more) => (asked.push(`put ${key.split("/").at(-1)}`), bucket.put(key, ...more)),
    remove: (...given) => (asked.push("remove"), bucket.remove(...given)),
  }));
  const taken = await world.taken();
  assert.equal(taken.is, "held");
  assert.deepEqual(asked, [
    ...["list", "get journal.json", "put daylily.lock", "list", "put journal.json", "put daylily.in_progress"],
  ]);
  if (taken.is === "held") taken.held.stop();
});

Deno.test("MW32 MW35: whoever is slower writes nothing, and the winner's lock stays as it is", async () => {
  const world = standing();
  const mine = await consider(world.deps, place, me, {});
  const theirs = await consider(world.deps, place, me, {});
  const winner = await world.taken(mine);
  const before = [...world.bucket.held].map(([key, { etag }]) => [key, etag]);
  const losing = world.taken(theirs);
  await world.pass(5_000);
  assert.equal((await losing).is, "lost");
  assert.deepEqual([...world.bucket.held].map(([key, { etag }]) => [key, etag]), before);
  if (winner.is === "held") winner.held.stop();
});

Deno.test("MW34: a verdict that comes during the claim: no work, nothing of ours stays", async () => {
  let world = standing();
  world = standing((bucket) => ({
    ...bucket,
    async put(key, ...more) {
      const etag = await bucket.put(key, ...more);
      if (key === lockKey) bucket.now.put(`${place.prefix}daylily.error`, text("theirs"), "any");
      return etag;
    },
  }));
  assert.equal((await world.taken()).is, "lost");
  assert.deepEqual([...world.bucket.held.keys()].sort(), [
    `${place.prefix}daylily.error`,
    `${place.prefix}daylily.ready`,
  ]);
});

Deno.test("MW37 MW38 MW39: renewed in time while it lives; taken over or frozen, it starts nothing any more", async () => {
  const world = standing();
  const taken = await world.taken();
  assert.ok(taken.is === "held");
  const modified = () => world.bucket.held.get(lockKey)?.modified ?? 0;
  for (let minute = 0; minute < 10; minute++) {
    await world.pass(60_000);
    assert.ok(start + world.deps.clock.ticks() - modified() <= 61_000);
  }
  const renewed = readLease(world.bucket.held.get(lockKey)?.bytes ?? text(""));
  assert.ok((renewed?.seq ?? 0) >= 9);
  world.sentinel("lock", "somebody else");
  await world.pass(61_000);
  assert.ok(taken.held.lost.aborted);
  assert.throws(() => taken.held.guard(), { code: "WS-LCK-001" });
  await assert.rejects(taken.held.note((journal) => journal), { code: "WS-LCK-001" });
  await taken.held.giveBack();
  assert.equal(new TextDecoder().decode(world.bucket.held.get(lockKey)?.bytes), "somebody else");
});

Deno.test("MW40 MW41: a lost answer is looked up; a write that meets another is tried again", async () => {
  for (const kind of ["lost", "conflict"]) {
    let times = 0;
    const world = standing((bucket) => ({
      ...bucket,
      async put(key, ...more) {
        if (key !== lockKey || times++ >= 2) return await bucket.put(key, ...more);
        if (kind === "conflict") return undefined;
        await bucket.put(key, ...more);
        throw Object.assign(new Error("no answer"), { name: "TimeoutError" });
      },
    }));
    const taking = world.taken();
    await world.pass(10_000);
    const taken = await taking;
    assert.equal(taken.is, "held", kind);
    if (taken.is === "held") taken.held.stop();
  }
});
