import assert from "node:assert/strict";
import type { EmulatorCalls } from "../../lib/sandbox/emulator/calls.ts";
import type { Call } from "../../lib/sandbox/front/call.ts";
import { firedIn } from "../../lib/sandbox/front/fired.ts";
import { schedules } from "../../lib/sandbox/front/schedules/schedules.ts";
import { emptyWorld } from "../../lib/sandbox/front/world.ts";
import { DayError } from "../../lib/host/errors/day_error.ts";
import { standingClock } from "../support/standing_clock.ts";
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

Deno.test("what a schedule could not do happens when somebody looks again, and is not taken for a refusal", async () => {
  const [clock, trouble] = [standingClock("2026-02-11T14:00:00.000Z"), new Error("the connection was cut")];
  let isCut = false;
  const query = () =>
    Promise.reject(isCut ? trouble : new DayError("DAY-SBX-003", "none", { details: { status: 404 } }));
  const calls = { query } as unknown as EmulatorCalls;
  const world = emptyWorld(clock);
  const layer = schedules(world, calls);
  const ask = (operation: string, parameters: Call["parameters"] = {}) =>
    layer(
      { service: "scheduler", region: "us-west-2", operation, parameters } as Call,
      () => Promise.resolve(new Response()),
    );
  const Target = {
    Arn: "arn:aws:scheduler:::aws-sdk:cloudformation:deleteStack",
    RoleArn: "r",
    Input: '{"StackName":"s"}',
  };
  await ask("CreateSchedule", { Name: "one", ScheduleExpression: "at(2026-02-11T14:30:00)", Target });
  clock.advance(60 * minute);
  isCut = true;
  await assert.rejects(ask("ListSchedules"), trouble);
  assert.deepEqual(firedIn(world), []);
  isCut = false;
  for (let turn = 0; turn < 2; turn++) await ask("ListSchedules");
  assert.deepEqual(firedIn(world).map(({ at }) => at), ["2026-02-11T14:30:00Z"], "once, at its own time");
});
