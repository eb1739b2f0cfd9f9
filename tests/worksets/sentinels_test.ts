import assert from "node:assert/strict";
import { systemClock } from "../../lib/host/clock.ts";
import {
  readSentinel,
  sentinelBody,
  type SentinelKind,
  sentinelKind,
  sentinelKinds,
  sentinelName,
} from "../../lib/worksets/contract/sentinels.ts";
import { consider } from "../../lib/worksets/protocol/attend.ts";
import type { Purpose, SkipReason } from "../../lib/worksets/protocol/judge.ts";
import { leaseBody } from "../../lib/worksets/protocol/lease.ts";
import { placeOf } from "../../lib/worksets/protocol/sighting.ts";
import { fc } from "../support/fast_check.ts";
import { memoryStore } from "../support/memory_store.ts";

const start = Date.parse("2026-01-02T03:04:05Z");
const place = placeOf("root", "ws");

/** What a lock may be: whose, and how many seconds ago it was written. */
const locks = [
  { of: "a monitor", seconds: 10, isAlive: true },
  { of: "a monitor", seconds: 241, isAlive: false },
  { of: "an earlier generation", seconds: 10, isAlive: true },
  { of: "an earlier generation", seconds: 121, isAlive: false },
] as const;

type Case = {
  readonly has: (kind: SentinelKind) => boolean;
  readonly lock: typeof locks[number] | undefined;
  readonly adoptLegacy: boolean;
};

/** The specification's table (1.2, with 4.7 and 6.3 for what is locked or in progress and has no journal), row by row; the first that fits. */
function byTable({ has, lock, adoptLegacy }: Case): SkipReason | Purpose {
  const beforeOwner = lock?.of === "a monitor" ? "owned" : "legacy lock";
  if (!sentinelKinds.some(has)) return "no sentinels";
  if (has("ignore")) return "ignored";
  if (has("complete") || has("error")) return lock?.isAlive ? beforeOwner : "handled";
  if (has("in_progress") && lock?.isAlive) return beforeOwner;
  if (has("in_progress") && !adoptLegacy) return "legacy run";
  if (!has("ready")) return "not armed";
  return lock?.isAlive ? beforeOwner : "claim";
}

async function judged({ lock, adoptLegacy }: Case, present: readonly SentinelKind[]): Promise<SkipReason | Purpose> {
  let now = start;
  const bucket = memoryStore(() => now);
  const put = (path: string, bytes: Uint8Array) => bucket.now.put(place.prefix + path, bytes, "any");
  const text = (value: string) => new TextEncoder().encode(value);
  put("stage_samples.tsv", text("x"));
  for (const kind of present) put(sentinelName(kind), text("2026-01-02T03:04:05Z"));
  if (lock?.of === "a monitor") {
    const lease = {
      owner: "a",
      host: "there",
      pid: 2,
      nonce: "n",
      epoch: 1,
      attempt: 1,
      lease_s: 180,
      seq: 0,
      step: "",
    };
    put("daylily.lock", leaseBody(new Date(start), { v: 1, ...lease }));
  }
  now += (lock?.seconds ?? 0) * 1000;
  const me = { host: "here", root: "/w", adoptLegacy, leaseSeconds: 180 };
  const { verdict } = await consider({ store: bucket, clock: systemClock }, place, me, {});
  return verdict.do === "take" ? verdict.purpose : verdict.why;
}

Deno.test("MW2 MW3 MW4 MW5 MW44: every combination of sentinels without a journal has the meaning of the table", async () => {
  for (let bits = 0; bits < 2 ** sentinelKinds.length; bits++) {
    const present = sentinelKinds.filter((_, index) => (bits >> index) % 2 === 1);
    const has = (kind: SentinelKind) => present.includes(kind);
    for (const lock of has("lock") ? locks : [undefined]) {
      for (const adoptLegacy of [false, true]) {
        const each = { has, lock, adoptLegacy };
        const what = `${present.join()} lock of ${lock?.of}, ${lock?.seconds} s, adopt ${adoptLegacy}`;
        assert.equal(await judged(each, present), byTable(each), what);
      }
    }
  }
});

Deno.test("MW7: a file that is called like a sentinel and lies deeper is none", () => {
  for (const path of ["sample_data/daylily.ignore", "xdaylily.error", "daylily.error.txt", "daylily.complete/"]) {
    assert.equal(sentinelKind(path), undefined, path);
  }
  assert.equal(sentinelKind("daylily.ready"), "ready");
});

Deno.test("bodies of every generation are read, and ours by all of them", () => {
  const at = new Date("2026-01-02T03:04:05.678Z");
  assert.equal(sentinelBody(at), "2026-01-02T03:04:05.678Z\n");
  assert.equal(
    sentinelBody(at, "WS-CFG-001 step=validate a\nb\tc"),
    "2026-01-02T03:04:05.678Z\tWS-CFG-001 step=validate a b c\n",
  );
  assert.deepEqual(readSentinel("2026-01-01T00:00:00Z\twhy\tand more\n"), {
    time: "2026-01-01T00:00:00Z",
    detail: "why\tand more",
  });
  assert.deepEqual(readSentinel("20251016T111111"), { time: "20251016T111111", detail: "" });
  assert.equal(readSentinel(" \n"), undefined);
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 1500 }), (detail) => {
      const body = sentinelBody(at, detail);
      assert.ok(new TextEncoder().encode(body).length <= 1024);
      assert.match(body, /^2026-01-02T03:04:05\.678Z(?:\t\P{Cc}+)?\n$/u);
      assert.equal(readSentinel(body)?.time, at.toISOString());
    }),
    { numRuns: 50 },
  );
});
