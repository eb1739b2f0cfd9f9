import assert from "node:assert/strict";
import { systemClock, timestamp } from "../../lib/host/clock.ts";
import { elapsed } from "../../lib/host/events/elapsed.ts";

Deno.test("plan 10.2: a stamp is local wall-clock time, 14 digits, without zone and fraction", () => {
  assert.equal(timestamp(new Date(2026, 1, 11, 14, 37, 22, 999)), "20260211143722");
  assert.equal(timestamp(new Date(2026, 0, 2, 3, 4, 5)), "20260102030405");
  const early = new Date(2026, 0, 1);
  early.setFullYear(7);
  assert.equal(timestamp(early), "00070101000000");
});

Deno.test("elapsed time is H:MM:SS, rounded, never negative", () => {
  const table: readonly [number, string][] = [
    [0, "0:00:00"],
    [499, "0:00:00"],
    [500, "0:00:01"],
    [59_600, "0:01:00"],
    [3_599_000, "0:59:59"],
    [3_600_000, "1:00:00"],
    [360_061_000, "100:01:01"],
    [-5_000, "0:00:00"],
  ];
  for (const [milliseconds, text] of table) assert.equal(elapsed(milliseconds), text);
});

Deno.test("a sleep ends in time, or at once with the reason of its signal", async () => {
  const begin = Date.now();
  await systemClock.sleep(30);
  assert.ok(Date.now() - begin >= 29);
  const reason = new Error("stopped");
  await assert.rejects(systemClock.sleep(60_000, AbortSignal.abort(reason)), (error) => error === reason);
  const stop = new AbortController();
  const sleeping = systemClock.sleep(60_000, stop.signal);
  stop.abort(reason);
  await assert.rejects(sleeping, (error) => error === reason);
  await systemClock.sleep(1, new AbortController().signal);
});
