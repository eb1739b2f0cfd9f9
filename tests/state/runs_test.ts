import assert from "node:assert/strict";
import { join } from "node:path";
import type { DayError } from "../../lib/host/day_error.ts";
import { systemFiles } from "../../lib/host/system_files.ts";
import type { Fact, RunStatus } from "../../lib/state/facts.ts";
import { beginJournal } from "../../lib/state/journal.ts";
import { listRuns, runToResume, unfinishedRuns } from "../../lib/state/runs.ts";
import { inTemporaryFolder } from "../support/temporary.ts";
import { virtualClock } from "../support/virtual_clock.ts";

/** Writes a run's journal; without a status it was killed after gate 9, with "preflight" it never passed it. */
async function writeRun(folder: string, cluster: string, runId: string, status?: RunStatus | "preflight") {
  const journal = await beginJournal(join(folder, `${cluster}_${runId}.jsonl`), virtualClock());
  const facts: Fact[] = [{
    fact: "run",
    tool_version: "1",
    run_id: runId,
    cluster_name: cluster,
    region: "us-west-2",
    region_az: "us-west-2b",
    profile: "p",
    request: {},
  }];
  if (status !== "preflight") facts.push({ fact: "preflight_passed" });
  if (status !== undefined) {
    facts.push({ fact: "end", status: status === "preflight" ? "failed" : status, exit_code: 1 });
  }
  for (const fact of facts) await journal.record(fact);
  journal.close();
}

const refused = (code: string, message: RegExp, fix: RegExp = /./) => (error: DayError) =>
  error.code === code && message.test(error.message) && fix.test(error.fix);

Deno.test("decision 3.23: --resume without a value takes the only unfinished run", () =>
  inTemporaryFolder(async (folder) => {
    await writeRun(folder, "a", "20260101000000", "created");
    await writeRun(folder, "a", "20260102000000", "failed");
    await writeRun(folder, "b", "20260103000000", "preflight");
    const { name, runId, cluster, region } = await runToResume(systemFiles, folder, "");
    assert.deepEqual([name, runId, cluster, region], ["a_20260102000000", "20260102000000", "a", "us-west-2"]);
  }));

Deno.test("decision 3.23: a run is named by <ts> or <cluster>_<ts>", () =>
  inTemporaryFolder(async (folder) => {
    await writeRun(folder, "a", "20260101000000");
    await writeRun(folder, "b", "20260102000000");
    for (const wanted of ["20260102000000", "b_20260102000000"]) {
      assert.equal((await runToResume(systemFiles, folder, wanted)).name, "b_20260102000000");
    }
  }));

Deno.test("decision 3.23: several unfinished runs are a list and an error", () =>
  inTemporaryFolder(async (folder) => {
    await writeRun(folder, "a", "20260101000000");
    await writeRun(folder, "b", "20260101000000", "interrupted");
    const list = /--resume a_20260101000000\n.*--resume b_20260101000000/;
    await assert.rejects(runToResume(systemFiles, folder, ""), refused("DAY-RUN-003", /several/, list));
    await assert.rejects(runToResume(systemFiles, folder, "20260101000000"), refused("DAY-RUN-003", /several/, list));
  }));

Deno.test("nothing to resume: no run, a finished one, one that never passed preflight, an unknown one", () =>
  inTemporaryFolder(async (folder) => {
    await assert.rejects(
      runToResume(systemFiles, join(folder, "absent"), ""),
      refused("DAY-RUN-003", /no run is unfinished/, /--region-az/),
    );
    await writeRun(folder, "a", "20260101000000", "created");
    await writeRun(folder, "b", "20260102000000", "preflight");
    const nothingLeft = refused("DAY-RUN-003", /nothing left/, /--region-az/);
    await assert.rejects(runToResume(systemFiles, folder, "a_20260101000000"), nothingLeft);
    await assert.rejects(runToResume(systemFiles, folder, "20260102000000"), nothingLeft);
    await writeRun(folder, "c", "20260103000000");
    const unknown = refused("DAY-RUN-003", /there is no run d/, /--resume c_20260103000000/);
    await assert.rejects(runToResume(systemFiles, folder, "d"), unknown);
  }));

Deno.test("a damaged journal hides no other run; who names it gets to know what is wrong with it", () =>
  inTemporaryFolder(async (folder) => {
    await writeRun(folder, "a", "20260101000000");
    await Deno.writeTextFile(join(folder, "b_20260102000000.jsonl"), "nonsense\n");
    await Deno.writeTextFile(join(folder, "c_20260103000000.jsonl"), "");
    await Deno.writeTextFile(join(folder, "a_20260101000000.log"), "no journal\n");
    assert.deepEqual((await listRuns(systemFiles, folder)).map(({ name }) => name), ["a_20260101000000"]);
    assert.equal((await runToResume(systemFiles, folder, "")).cluster, "a");
    for (const wanted of ["b_20260102000000", "20260102000000"]) {
      await assert.rejects(
        runToResume(systemFiles, folder, wanted),
        refused("DAY-RUN-004", /b_20260102000000.jsonl:1/),
      );
    }
    await assert.rejects(
      runToResume(systemFiles, folder, "c_20260103000000"),
      refused("DAY-RUN-003", /there is no run/),
    );
  }));

Deno.test("runs are listed oldest first, whatever their clusters are called", () =>
  inTemporaryFolder(async (folder) => {
    await writeRun(folder, "b", "20260101000000");
    await writeRun(folder, "a", "20260103000000", "created");
    await writeRun(folder, "c", "20260102000000", "failed");
    const names = (runs: readonly { runId: string }[]) => runs.map(({ runId }) => runId);
    assert.deepEqual(names(await listRuns(systemFiles, folder)), [
      "20260101000000",
      "20260102000000",
      "20260103000000",
    ]);
    assert.deepEqual(names(await unfinishedRuns(systemFiles, folder)), ["20260101000000", "20260102000000"]);
  }));
