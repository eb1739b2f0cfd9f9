import assert from "node:assert/strict";
import type { Found } from "../../lib/aws/resource.ts";
import type { DayError } from "../../lib/host/errors/day_error.ts";
import type { DayEvent } from "../../lib/host/events/events.ts";
import { waitUntilStill } from "../../lib/state/walks/wait_until_still.ts";
import { virtualClock } from "../support/virtual_clock.ts";

type Look = Found<string, null>;
const moving: Look = { is: "moving", why: "being made" };
const ready: Look = { is: "ready", spec: "s", out: null };

/** A resource that moves for so many looks. */
function world(looks: number, last: Look = ready) {
  const clock = virtualClock();
  const begin = clock.now().getTime();
  const events: { at: number; event: DayEvent }[] = [];
  const lookedAt: number[] = [];
  const stop = new AbortController();
  const seconds = () => (clock.now().getTime() - begin) / 1000;
  const deps = { clock, signal: stop.signal, emit: (event: DayEvent) => void events.push({ at: seconds(), event }) };
  const look = () => {
    lookedAt.push(seconds());
    return Promise.resolve(lookedAt.length < looks ? moving : last);
  };
  return { deps, look, lookedAt, events, stop, clock };
}

Deno.test("what stands still is not looked at again", async () => {
  for (const still of [ready, { is: "absent" }, { is: "stuck", why: "w", fix: "f" }] satisfies Look[]) {
    const { deps, look, lookedAt } = world(1);
    assert.deepEqual(await waitUntilStill(deps, "stack s", still, look), still);
    assert.deepEqual(lookedAt, []);
  }
});

Deno.test("decision 3.46: looks after 1, 2, 4, 8, 15 and then every 30 s", async () => {
  const { deps, look, lookedAt } = world(8);
  assert.deepEqual(await waitUntilStill(deps, "stack s", moving, look), ready);
  assert.deepEqual(lookedAt, [1, 3, 7, 15, 30, 60, 90, 120]);
});

Deno.test("design 5.5: never silent for more than ten seconds, with what it waits for and since when", async () => {
  const { deps, look, events } = world(8);
  await waitUntilStill(deps, "stack s", moving, look);
  const times = events.map(({ at }) => at);
  const gaps = times.map((at, index) => at - (times[index - 1] ?? 0));
  assert.ok(Math.max(...gaps) <= 10, JSON.stringify(times));
  assert.ok(events.every(({ event }) => event.level === "progress" && event.code === "wait.resource"));
  assert.equal(events.at(-1)?.event.message, "stack s: being made (0:01:50)");
  assert.deepEqual(events.at(-1)?.event.data, { subject: "stack s", state: "being made", seconds: 110 });
});

Deno.test("decision 3.46: 60 minutes in all", async () => {
  const { deps, look, lookedAt } = world(Infinity);
  await assert.rejects(
    waitUntilStill(deps, "stack s", moving, look),
    (error: DayError) => error.code === "DAY-AWS-004" && error.message === "stack s: being made for 1:00:00",
  );
  assert.equal(lookedAt.at(-1), 3600);
});

Deno.test("interrupted: the wait ends with the reason of the signal", async () => {
  const { deps, look, stop } = world(Infinity);
  const reason = new Error("stopped");
  const stopping = async () => {
    stop.abort(reason);
    return await look();
  };
  await assert.rejects(waitUntilStill(deps, "stack s", moving, stopping), (error) => error === reason);
});

Deno.test("a look that fails ends the wait: it is never taken for an answer", async () => {
  const { deps } = world(1);
  await assert.rejects(waitUntilStill(deps, "s", moving, () => Promise.reject(new Error("denied"))), /denied/);
});
