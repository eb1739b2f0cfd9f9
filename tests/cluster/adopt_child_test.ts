import assert from "node:assert/strict";
import { adoptChild } from "../../lib/cluster/create/adopt_child.ts";
import { beginCreation } from "../../lib/cluster/create/begin_creation.ts";
import type { Creation } from "../../lib/cluster/create_deps.ts";
import type { Processes, ProcessId } from "../../lib/host/processes.ts";
import { inTemporaryFolder } from "../support/temporary.ts";
import { request, type RunWorld, runWorld } from "./run_world.ts";

const argv = ["/bin/pcluster", "create-cluster", "-n", "c"];
const child: ProcessId = { pid: 4711, startTime: "2026-01-02T03:00:00.000Z" };

/** Processes of which one lives for so many looks. */
function machine(looks: number, found: readonly ProcessId[] = []) {
  const asked: string[] = [];
  const processes: Processes = {
    run: () => assert.fail("nothing is started"),
    isRunning(id) {
      asked.push(`isRunning ${id.pid}`);
      return Promise.resolve(looks-- > 0);
    },
    find(wanted) {
      asked.push(`find ${wanted.join(" ")}`);
      return Promise.resolve(found);
    },
    end(id) {
      asked.push(`end ${id.pid}`);
      return Promise.resolve();
    },
    which: () => Promise.resolve(undefined),
  };
  return { processes, asked };
}

/** A run in whose journal an earlier life has left these facts about its child. */
function withRun(
  { processes }: { readonly processes: Processes },
  facts: readonly ("intent" | "started" | "ended")[],
  body: (run: Creation, world: RunWorld) => Promise<void>,
): Promise<void> {
  return inTemporaryFolder(async (folder) => {
    const world = runWorld(folder);
    const run = await beginCreation({ ...world.deps, processes }, request, "c");
    for (const fact of facts) {
      if (fact === "intent") await run.journal.record({ fact: "child_intent", argv });
      if (fact === "started") await run.journal.record({ fact: "child_started", argv, id: child });
      if (fact === "ended") await run.journal.record({ fact: "child_ended", argv, code: 0 });
    }
    try {
      await body(run, world);
    } finally {
      run.close();
    }
  });
}

Deno.test("no child, or one that has ended: nothing is asked of the machine", async () => {
  for (const facts of [[], ["intent", "started", "ended"]] as const) {
    const { processes, asked } = machine(1);
    await withRun({ processes }, facts, async (run) => {
      await adoptChild(run);
      assert.deepEqual(asked, []);
    });
  }
});

Deno.test("design 5.2: a child with a number is waited for, and told every two seconds", async () => {
  const { processes, asked } = machine(3);
  await withRun({ processes }, ["intent", "started"], async (run, { clock, events }) => {
    await adoptChild(run);
    assert.deepEqual([clock.slept, asked.length], [[2_000, 2_000, 2_000], 4]);
    assert.ok(asked.every((question) => question === "isRunning 4711"));
    assert.equal(
      events.at(-1)?.message,
      "Waiting for the pcluster process that the interrupted run started (process 4711) (0:00:04)",
    );
  });
});

Deno.test("design 5.2: an intent without number is looked for by its command line", async () => {
  const { processes, asked } = machine(1, [child]);
  await withRun({ processes }, ["intent"], async (run) => {
    await adoptChild(run);
    assert.deepEqual(asked, [`find ${argv.join(" ")}`, "isRunning 4711", "isRunning 4711"]);
  });
});

Deno.test("only the newest child counts", async () => {
  const { processes, asked } = machine(0, []);
  await withRun({ processes }, ["intent", "started", "ended", "intent"], async (run) => {
    await adoptChild(run);
    assert.deepEqual(asked, [`find ${argv.join(" ")}`]);
  });
});

Deno.test("a child that does not end is ended after ten minutes", async () => {
  const { processes, asked } = machine(Infinity);
  await withRun({ processes }, ["intent", "started"], async (run, { clock }) => {
    await adoptChild(run);
    assert.equal(asked.at(-1), "end 4711");
    assert.equal(clock.slept.length, 300);
  });
});

Deno.test("interrupted: the wait ends, the child lives on", async () => {
  const { processes, asked } = machine(Infinity);
  await withRun({ processes }, ["intent", "started"], async (run, { stop }) => {
    stop.abort(new Error("stopped"));
    await assert.rejects(adoptChild(run), /stopped/);
    assert.ok(!asked.includes("end 4711"));
  });
});
