import assert from "node:assert/strict";
import { join } from "node:path";
import { adviceOf } from "../../lib/host/errors/advice.ts";
import type { StackEvent } from "../../lib/aws/questions/stack_events.ts";
import { watchCreation, type WatchDeps } from "../../lib/cluster/pcluster/watch_creation.ts";
import type { DayError } from "../../lib/host/errors/day_error.ts";
import type { DayEvent } from "../../lib/host/events/events.ts";
import { systemProcesses } from "../../lib/host/system/system_processes.ts";
import { inTemporaryFolder } from "../support/temporary.ts";
import { type VirtualClock, virtualClock } from "../support/virtual_clock.ts";
import { callsOf, environmentOf, writeProgram } from "./run_world.ts";

const minutes = 60_000;

type Watch = {
  readonly deps: WatchDeps;
  readonly clock: VirtualClock;
  readonly events: DayEvent[];
  readonly stop: AbortController;
  looks(): Promise<number>;
};

/**
 * A real `pcluster` program whose looks answer these statuses one after the other, the last one for ever; `!` is a look that fails,
 * `?` an answer that cannot be read, `gone` the answer that there is no such cluster.
 */
function watching(
  statuses: readonly string[],
  body: (watch: Watch) => Promise<void>,
  changed: Partial<WatchDeps> = {},
) {
  return () =>
    inTemporaryFolder(async (folder) => {
      await Deno.writeTextFile(join(folder, "statuses"), statuses.join("\n") + "\n");
      const program = await writeProgram(
        folder,
        "pcluster",
        `n=$(wc -l < '${folder}/calls'); s=$(sed -n "\${n}p" '${folder}/statuses'); [ -n "$s" ] || s=$(tail -n 1 '${folder}/statuses')
case "$s" in
!) echo '{"message": "cannot look"}'; exit 1 ;;
"?") echo Traceback ;;
gone) echo '{"message": "Cluster c does not exist."}'; exit 1 ;;
*) echo "\\"$s\\"" ;;
esac`,
      );
      const environment = environmentOf(folder);
      const clock = virtualClock();
      const events: DayEvent[] = [];
      const stop = new AbortController();
      const processes = systemProcesses(environment);
      const childVariables = () => Promise.resolve({});
      const searchPath = Deno.env.get("PATH") ?? "";
      await body({
        deps: {
          pcluster: { processes, environment, program, searchPath, profile: "p", region: "us-west-2", childVariables },
          clock,
          emit: (event) => void events.push(event),
          signal: stop.signal,
          news: () => Promise.resolve([]),
          causes: () =>
            Promise.resolve({
              causes: ["HeadNode (AWS::EC2::Instance): no capacity"],
              hints: [adviceOf("use more zones")],
            }),
          ...changed,
        },
        clock,
        events,
        stop,
        looks: async () => (await callsOf(folder)).length,
      });
    });
}

const failed = (code: string) => (error: DayError) => error.code === code && error.exitCode === 2;
const busy = "CREATE_IN_PROGRESS";

Deno.test(
  "T101: in progress, in progress, complete: success after two pauses of five seconds",
  watching([busy, busy, "CREATE_COMPLETE"], async ({ deps, clock, looks }) => {
    assert.equal(await watchCreation(deps, "c", 90 * minutes), "created");
    assert.deepEqual([clock.slept, await looks()], [[5_000, 5_000], 3]);
  }),
);

Deno.test(
  "T102: always CREATE_FAILED: exactly five looks, then the causes and what to do",
  watching(["CREATE_FAILED"], async ({ deps, looks }) => {
    await assert.rejects(watchCreation(deps, "c", 90 * minutes), (error: DayError) => {
      assert.ok(failed("DAY-PC-003")(error));
      assert.match(error.message, /cluster c is in CREATE_FAILED\n {2}HeadNode \(AWS::EC2::Instance\): no capacity/);
      assert.match(error.fix, /use more zones[\s\S]*pcluster delete-cluster -n c --region us-west-2/);
      return true;
    });
    assert.equal(await looks(), 5);
  }),
);

Deno.test(
  "T103: looks that fail say nothing about the cluster: twenty of them, then complete",
  watching([...Array(20).fill("!"), "CREATE_COMPLETE"], async ({ deps, looks, events }) => {
    assert.equal(await watchCreation(deps, "c", 90 * minutes), "created");
    assert.equal(await looks(), 21);
    assert.equal(events[0].message, "cluster c: its state cannot be read at the moment; trying again (0:00:00)");
    const state = "its state cannot be read at the moment; trying again";
    assert.deepEqual(events[1].data, { subject: "cluster c", state, seconds: 5 });
  }),
);

Deno.test(
  "decision 3.2, D10: five in a row, and a good look in between counts from the start",
  watching(["?", "ROLLBACK_IN_PROGRESS", "?", "?", busy, "?", "?", "?", "?", "?"], async ({ deps, looks }) => {
    await assert.rejects(watchCreation(deps, "c", 90 * minutes), failed("DAY-PC-003"));
    assert.equal(await looks(), 10);
  }),
);

Deno.test(
  "decision 3.2, D10: a failed look between bad ones neither counts nor breaks the row",
  watching(["?", "?", "!", "?", "!", "?", "?"], async ({ deps, looks }) => {
    await assert.rejects(watchCreation(deps, "c", 90 * minutes), failed("DAY-PC-003"));
    assert.equal(await looks(), 7);
  }),
);

Deno.test(
  "D10: the overall limit ends it, whatever the looks say, with what is known",
  watching([busy, "!"], async ({ deps, clock, looks }) => {
    await assert.rejects(watchCreation(deps, "c", 21_000), (error: DayError) => {
      assert.ok(failed("DAY-PC-004")(error));
      assert.match(error.message, /not created within 0:00:25\n {2}HeadNode/);
      return true;
    });
    assert.deepEqual([await looks(), clock.slept.length], [6, 5]);
  }),
);

Deno.test(
  "interrupted: the watch ends with the reason, and does not look again",
  watching([busy], async ({ deps, stop, looks }) => {
    const reason = new Error("stopped");
    const news = () => {
      stop.abort(reason);
      return Promise.resolve([]);
    };
    await assert.rejects(watchCreation({ ...deps, news }, "c", 90 * minutes), (error) => error === reason);
    assert.equal(await looks(), 1);
  }),
);

Deno.test(
  "somebody deletes it: its end is waited for and told",
  watching([busy, "DELETE_IN_PROGRESS", "DELETE_IN_PROGRESS", "!", "gone"], async ({ deps, looks }) => {
    assert.equal(await watchCreation(deps, "c", 90 * minutes), "deleted");
    assert.equal(await looks(), 5);
  }),
);

Deno.test(
  "one that goes between two looks is deleted as well",
  watching([busy, "gone"], async ({ deps }) => {
    assert.equal(await watchCreation(deps, "c", 90 * minutes), "deleted");
  }),
);

Deno.test(
  "task watch: a creation that ends before its cluster is there ends the watch, and not only the limit does",
  watching(["gone", "gone", "gone"], async ({ deps, events, looks }) => {
    const expected = [true, true, false];
    const isComing = () => Promise.resolve(expected.shift() ?? false);
    await assert.rejects(
      watchCreation({ ...deps, isComing }, "c", 90 * minutes),
      (error: DayError) => error.code === "DAY-CLU-001" && /its creation has ended/.test(error.message),
    );
    assert.equal(await looks(), 3);
    assert.equal(events[0].message, "cluster c: its stack does not exist yet (0:00:00)");
  }),
);

Deno.test(
  "task watch: a cluster whose stack was there and that goes before the first look is deleted",
  watching(["gone"], async ({ deps }) => {
    assert.equal(await watchCreation({ ...deps, isThere: true }, "c", 21_000), "deleted");
  }),
);

Deno.test(
  "a cluster that is not yet known is no deleted one",
  watching(["gone", "gone", "CREATE_COMPLETE"], async ({ deps }) => {
    assert.equal(await watchCreation(deps, "c", 90 * minutes), "created");
  }),
);

const event = (logicalId: string, status: string, reason = ""): StackEvent => ({
  id: logicalId,
  at: "",
  logicalId,
  physicalId: "",
  type: "t",
  status,
  reason,
  token: "",
});

Deno.test(
  "design 5.5: every look tells the state, the last event and the time; failures stay; news that cannot be had are no reason to stop",
  watching([busy, busy, busy, "CREATE_COMPLETE"], async ({ deps, events }) => {
    const told = [
      () => Promise.resolve([event("Vpc", "CREATE_COMPLETE"), event("HeadNode", "CREATE_FAILED", "no capacity")]),
      () => Promise.reject(new Error("denied")),
      () => Promise.resolve([]),
    ];
    const news = () => (told.shift() ?? (() => Promise.resolve([])))();
    await watchCreation({ ...deps, news }, "c", 90 * minutes);
    const progress = events.filter(({ level }) => level === "progress").map(({ message }) => message);
    assert.deepEqual(progress, [
      "cluster c: CREATE_IN_PROGRESS, HeadNode CREATE_FAILED (0:00:00)",
      "cluster c: CREATE_IN_PROGRESS (0:00:05)",
      "cluster c: CREATE_IN_PROGRESS (0:00:10)",
    ]);
    assert.deepEqual(events.filter(({ level }) => level === "warn").map(({ message }) => message), [
      "HeadNode: CREATE_FAILED (no capacity)",
    ]);
  }),
);
