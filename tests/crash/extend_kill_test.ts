import assert from "node:assert/strict";
import { withSandbox } from "../support/sandbox.ts";
import { worldCalls } from "../support/world_calls.ts";
import { assertEnded, type Cell, freshCell, killAt, nameOf, type Place } from "./cell.ts";
import { placesOf } from "./undisturbed.ts";

/** A cluster gets its first deadline, another one, and none any more. */
const ways: readonly (readonly [title: string, ...words: readonly string[]])[] = [
  ["the first deadline", "--ttl", "2d"],
  ["another deadline", "--ttl", "7d"],
  ["no deadline any more", "--cancel"],
];

type Schedule = { readonly Name: string; readonly StartDate?: number; readonly [field: string]: unknown };

/** All that the schedules say, each moment as its distance from the deadline in hours: that one is counted from now. */
async function schedulesOf({ sandbox }: Cell): Promise<readonly unknown[]> {
  const calls = worldCalls(sandbox.endpoint);
  const { Schedules } = JSON.parse(await calls.get("scheduler", "/schedules")) as { readonly Schedules: Schedule[] };
  const whole = await Promise.all(
    Schedules.map(async ({ Name }) => JSON.parse(await calls.get("scheduler", `/schedules/${Name}`)) as Schedule),
  );
  const deadline = whole.find(({ Name }) => Name === "daylily-demo-expiry")?.StartDate ?? 0;
  const hoursFrom = (seconds: number) => `<deadline ${Math.round((seconds - deadline) / 36) / 100} h>`;
  return whole.sort((one, other) => one.Name < other.Name ? -1 : 1).map((schedule) => {
    const { CreationDate: _, LastModificationDate: __, ...rest } = schedule;
    const text = JSON.stringify(rest, (key, value) => /Date$/.test(key) && value ? hoursFrom(Number(value)) : value);
    const moments = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/g;
    return JSON.parse(text.replace(moments, (moment) => hoursFrom(Date.parse(`${moment}Z`) / 1_000)));
  });
}

/** What an undisturbed extension changes, and the schedules that it leaves. */
type Reference = { readonly changes: readonly Place[]; readonly schedules: readonly unknown[] };

async function undisturbed(cell: Cell, words: readonly string[]): Promise<Reference> {
  cell.sandbox.clearRequests();
  assertEnded(await cell.extend(...words).ended, 0);
  const changes = placesOf(cell.sandbox.requests().filter(({ mutating }) => mutating));
  return { changes, schedules: await schedulesOf(cell) };
}

Deno.test("design guarantee 2: extend, killed at each changing request or without its answer, ends in the same world", (test) =>
  withSandbox({}, async (sandbox) => {
    const cell = await freshCell(sandbox);
    assertEnded(await cell.create().ended, 0);
    const references: Reference[] = [];
    for (const [, ...words] of ways) references.push(await undisturbed(cell, words));
    assert.deepEqual(references.map(({ changes }) => changes.length), [4, 4, 4]);
    // Each way begins where the one before has ended.
    for (let turn = 0; turn < 4; turn++) {
      for (const [way, [title, ...words]] of ways.entries()) {
        const { changes, schedules } = references[way];
        await test.step(`${title}: killed after ${nameOf(changes[turn])}, and again`, async () => {
          const life = cell.extend(...words);
          killAt(cell, () => life, changes[turn], "after");
          assertEnded(await life.ended, "SIGKILL");
          assertEnded(await cell.extend(...words).ended, 0);
          assert.deepEqual(await schedulesOf(cell), schedules);
        });
      }
      for (const [way, [title, ...words]] of ways.entries()) {
        const { changes, schedules } = references[way];
        await test.step(`${title}: the answer to ${nameOf(changes[turn])} lost`, async () => {
          sandbox.faults.add({ ...changes[turn], kind: "lost" });
          assertEnded(await cell.extend(...words).ended, 0);
          assert.deepEqual(await schedulesOf(cell), schedules);
        });
      }
    }
  }));
