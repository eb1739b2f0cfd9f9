import assert from "node:assert/strict";
import { board } from "../../lib/worksets/monitor/board.ts";
import { programArgv } from "../support/program_process.ts";
import { screenOf } from "../support/screen.ts";
import { onTerminal } from "../support/terminal.ts";
import { bucket, root, usualFiles, worksets } from "./worksets_here.ts";

Deno.test("decision 4: what is said of worksets makes rows with state, step, time, cluster and cost", () => {
  const rowOf = board();
  const at = (minute: number) => new Date(Date.UTC(2026, 0, 2, 3, minute));
  const workset = "ws1";
  assert.equal(rowOf({ event: "poll" }, at(0)), undefined);
  assert.equal(rowOf({ event: "skip", workset }, at(0)), undefined);
  assert.deepEqual(rowOf({ event: "take", workset, purpose: "adopt" }, at(0)), {
    ...{ workset, state: "working", step: "", seconds: 0, cluster: "", cost: "", is: "going" },
  });
  // It was begun by another monitor.
  const started = at(-60).toISOString();
  rowOf({ event: "step", workset, step: "run", state: "started", started, cluster: "demo" }, at(1));
  assert.deepEqual(rowOf({ event: "cost", workset, cost: "≥ 1.00 USD" }, at(2)), {
    ...{ workset, state: "working", step: "run", seconds: 62 * 60, cluster: "demo", cost: "≥ 1.00 USD", is: "going" },
  });
  const ended = rowOf({ event: "terminal", workset, phase: "error" }, at(3));
  assert.deepEqual([ended?.state, ended?.is, ended?.cost], ["error", "failed", "≥ 1.00 USD"]);
  assert.equal(rowOf({ event: "step", workset, step: "run", state: "done" }, at(4)), undefined);
});

Deno.test(
  "monitor-worksets on a terminal",
  worksets(async (step) => {
    await step("decision 4: a table of the worksets moves below the lines, and is gone at the end", async (world) => {
      await world.drop("ws1");
      await world.drop("ws2", usualFiles({ "daylily_work.yaml": "x" }));
      const { code, shown } = await onTerminal({
        argv: programArgv(
          [
            ...["monitor-worksets", `s3://${bucket}/${root}`, "--region", "us-west-2", "--run-once"],
            ...["--local-root", world.localRoot, "--run-location", "local"],
          ],
          "-A",
          "--cached-only",
        ),
        environment: { ...world.env, CI: "", NO_COLOR: "1" },
        folder: world.folder,
        columns: 100,
      }, (terminal) => terminal.end());
      assert.equal(code, 0, shown);
      assert.match(shown, /Workset +State +Step +Elapsed +Cluster +Cost/);
      assert.match(shown, /… ws1 +working +run[^\n]*research-hg38-20240401/);
      assert.match(shown, /✓ ws1 +complete[^\n]*research-hg38-20240401 +unknown/);
      assert.match(shown, /x ws2 +error/);
      assert.ok(!screenOf(shown, 100).some((line) => /Elapsed/.test(line)));
    });
  }),
);
