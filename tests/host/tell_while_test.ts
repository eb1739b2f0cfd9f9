import assert from "node:assert/strict";
import type { DayEvent } from "../../lib/host/events/events.ts";
import { tellWhile } from "../../lib/host/events/tell_while.ts";
import { virtualClock } from "../support/virtual_clock.ts";

Deno.test("design 5.5: while work goes on it is told every five seconds, with the time that has passed", async () => {
  const events: DayEvent[] = [];
  const work = Promise.withResolvers<string>();
  const emit = (event: DayEvent) => {
    events.push(event);
    if (events.length === 3) work.resolve("done");
  };
  assert.equal(await tellWhile({ clock: virtualClock(), emit }, "pcluster dry run", work.promise), "done");
  const told = events.slice(0, 3).map(({ message }) => message);
  assert.deepEqual(told, ["pcluster dry run (0:00:05)", "pcluster dry run (0:00:10)", "pcluster dry run (0:00:15)"]);
  assert.ok(events.every(({ level }) => level === "progress"));
  assert.deepEqual(events[2].data, { subject: "pcluster dry run", state: "", seconds: 15 });
  const before = events.length;
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(events.length, before, "nothing is told afterwards");
});

Deno.test("work that fails is told no longer either, and its error passes", async () => {
  const failing = Promise.reject(new Error("broken"));
  await assert.rejects(tellWhile({ clock: virtualClock(), emit: () => {} }, "x", failing), /broken/);
});
