import assert from "node:assert/strict";
import { nextTime } from "../../lib/sandbox/front/schedules/occurrences.ts";
import type { Json } from "../../lib/host/json.ts";

const minute = 60_000;

/** The times of a schedule that was made at 0, in minutes, up to a day. */
function times(asked: { readonly [name: string]: Json }): readonly number[] {
  const found: number[] = [];
  for (let at = nextTime({ asked, since: 0 }, 0); at !== undefined && at <= 1_440 * minute;) {
    found.push(at / minute);
    at = nextTime({ asked, since: 0 }, at);
  }
  return found;
}

Deno.test("the times of a schedule: a rate from its start to its end, a moment once, no other form", () => {
  assert.deepEqual(times({ ScheduleExpression: "rate(10 hours)" }), [600, 1200]);
  const span = { ScheduleExpression: "rate(30 minutes)", StartDate: 600, EndDate: 600 + 90 * 60 };
  assert.deepEqual(times(span), [10, 40, 70, 100]);
  assert.deepEqual(times({ ScheduleExpression: "at(1970-01-01T00:07:00)" }), [7]);
  assert.deepEqual(times({ ScheduleExpression: "at(1969-01-01T00:07:00)" }), [], "over before it was made");
  assert.deepEqual(times({ ScheduleExpression: "cron(0 12 * * ? *)" }), []);
});
