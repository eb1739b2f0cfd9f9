import assert from "node:assert/strict";
import {
  readSentinel,
  sentinelBody,
  type SentinelKind,
  sentinelKind,
  sentinelKinds,
  sentinelName,
  type WorksetState,
  worksetState,
} from "../../lib/worksets/contract/sentinels.ts";
import { fc } from "../support/fast_check.ts";

/** The table of the specification, row by row; the first that fits. */
function byTable(has: (kind: SentinelKind) => boolean): WorksetState {
  if (!sentinelKinds.some(has)) return { is: "unmarked" };
  if (has("ignore")) return { is: "ignored" };
  const by = (["complete", "error", "in_progress"] as const).filter(has);
  if (by.length > 0) return { is: "handled", by };
  if (!has("ready")) return { is: "unarmed" };
  return { is: "ready", locked: has("lock") };
}

Deno.test("MW2 MW3 MW4 MW5: every combination of sentinels has one meaning", () => {
  for (let bits = 0; bits < 2 ** sentinelKinds.length; bits++) {
    const present = sentinelKinds.filter((_, index) => (bits >> index) % 2 === 1);
    const paths = ["stage_samples.tsv", ...present.map(sentinelName)];
    assert.deepEqual(worksetState(paths), byTable((kind) => present.includes(kind)), present.join());
  }
});

Deno.test("MW7: a file that is called like a sentinel and lies deeper is none", () => {
  const state = worksetState(["sample_data/daylily.ignore", "daylily.ready", "xdaylily.error", "daylily.error.txt"]);
  assert.deepEqual(state, { is: "ready", locked: false });
  assert.equal(sentinelKind("daylily.complete/"), undefined);
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
