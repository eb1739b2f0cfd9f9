import assert from "node:assert/strict";
import { isUsable } from "../../lib/worksets/cluster/cluster_stack.ts";
import { lookUntil } from "../../lib/worksets/cluster/look_until.ts";
import type { Held } from "../../lib/worksets/protocol/hold.ts";
import { virtualClock } from "../support/virtual_clock.ts";

const statuses: readonly (readonly [status: string | undefined, isUsable: boolean])[] = [
  ["CREATE_COMPLETE", true],
  ["UPDATE_COMPLETE", true],
  ["UPDATE_IN_PROGRESS", true],
  ["UPDATE_ROLLBACK_COMPLETE", true],
  ["UPDATE_ROLLBACK_FAILED", true],
  ["CREATE_IN_PROGRESS", false],
  ["ROLLBACK_COMPLETE", false],
  ["DELETE_IN_PROGRESS", false],
  ["DELETE_FAILED", false],
  [undefined, false],
];

Deno.test("a workset's cluster is used while it stands, whatever its last change has come to", () => {
  for (const [status, wanted] of statuses) assert.equal(isUsable(status === undefined ? status : { status }), wanted);
});

Deno.test("a monitor that stops is not waited for until the next look at a cluster", async () => {
  const stop = new AbortController();
  const never = new AbortController().signal;
  const held = { guard: () => {}, lost: never, ignored: never } as Held;
  const clock = { ...virtualClock(), sleep: untilAborted };
  const looking = lookUntil({ clock, stopping: stop.signal }, held, () => {
    queueMicrotask(() => stop.abort());
    return Promise.resolve(undefined);
  });
  await assert.rejects(looking, { name: "Released" });
});

/** No time passes: what ends this sleep is its signal alone. */
function untilAborted(_milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((_, reject) => {
    if (signal?.aborted) reject(signal.reason);
    signal?.addEventListener("abort", () => reject(signal.reason));
  });
}
