import assert from "node:assert/strict";
import { join } from "node:path";
import type { DayError } from "../../lib/host/errors/day_error.ts";
import { systemFiles } from "../../lib/host/system/system_files.ts";
import type { Fact, RunStatus } from "../../lib/state/journal/facts.ts";
import { beginJournal } from "../../lib/state/journal/journal.ts";
import { readRuns, runsAbout, runToResume as runIn, unfinishedRuns } from "../../lib/state/journal/runs.ts";
import { inTemporaryFolder } from "../support/temporary.ts";
import { virtualClock } from "../support/virtual_clock.ts";
import { account, begun } from "./run_facts.ts";

/** Writes a run's journal; without a status it was killed after gate 9, with "preflight" it never passed it. */
async function writeRun(folder: string, cluster: string, runId: string, status?: RunStatus | "preflight") {
  const facts: Fact[] = [...begun(cluster, runId)];
  if (status !== "preflight") facts.push({ fact: "preflight_passed" });
  if (status !== undefined) {
    facts.push({ fact: "end", status: status === "preflight" ? "failed" : status, exit_code: 1 });
  }
  await writeJournal(folder, `${cluster}_${runId}`, facts);
}

async function writeJournal(folder: string, name: string, facts: readonly Fact[]): Promise<void> {
  const journal = await beginJournal(join(folder, `${name}.jsonl`), virtualClock());
  for (const fact of facts) await journal.record(fact);
  journal.close();
}

const runToResume = async (folder: string, wanted: string) => runIn(await readRuns(systemFiles, folder), wanted);

const refused = (code: string, message: RegExp, fix: RegExp = /./) => (error: DayError) =>
  error.code === code && message.test(error.message) && fix.test(error.fix);

Deno.test("decision 3.23: --resume without a value takes the only unfinished run", () =>
  inTemporaryFolder(async (folder) => {
    await writeRun(folder, "a", "20260101000000", "created");
    await writeRun(folder, "a", "20260102000000", "failed");
    await writeRun(folder, "b", "20260103000000", "preflight");
    const { name, id, subject, region } = await runToResume(folder, "");
    assert.deepEqual([name, id, subject, region], ["a_20260102000000", "20260102000000", "a", "us-west-2"]);
  }));

Deno.test("decision 3.23: a run is named by <ts> or <cluster>_<ts>", () =>
  inTemporaryFolder(async (folder) => {
    await writeRun(folder, "a", "20260101000000");
    await writeRun(folder, "b", "20260102000000");
    for (const wanted of ["20260102000000", "b_20260102000000"]) {
      assert.equal((await runToResume(folder, wanted)).name, "b_20260102000000");
    }
  }));

Deno.test("decision 3.23: several unfinished runs are a list and an error", () =>
  inTemporaryFolder(async (folder) => {
    await writeRun(folder, "a", "20260101000000");
    await writeRun(folder, "b", "20260101000000", "interrupted");
    const list = /--resume a_20260101000000\n.*--resume b_20260101000000/;
    await assert.rejects(runToResume(folder, ""), refused("DAY-RUN-003", /several/, list));
    await assert.rejects(runToResume(folder, "20260101000000"), refused("DAY-RUN-003", /several/, list));
  }));

Deno.test("nothing to resume: no run, a finished one, one that never passed preflight, an unknown one", () =>
  inTemporaryFolder(async (folder) => {
    await assert.rejects(
      runToResume(join(folder, "absent"), ""),
      refused("DAY-RUN-003", /no run is unfinished/, /--region-az/),
    );
    await writeRun(folder, "a", "20260101000000", "created");
    await writeRun(folder, "b", "20260102000000", "preflight");
    const nothingLeft = refused("DAY-RUN-003", /nothing left/, /--region-az/);
    await assert.rejects(runToResume(folder, "a_20260101000000"), nothingLeft);
    await assert.rejects(runToResume(folder, "20260102000000"), nothingLeft);
    await writeRun(folder, "c", "20260103000000");
    const unknown = refused("DAY-RUN-003", /there is no run d/, /--resume c_20260103000000/);
    await assert.rejects(runToResume(folder, "d"), unknown);
  }));

Deno.test("a damaged journal hides no other run; who names it gets to know what is wrong with it", () =>
  inTemporaryFolder(async (folder) => {
    await writeRun(folder, "a", "20260101000000");
    await Deno.writeTextFile(join(folder, "b_20260102000000.jsonl"), "nonsense\n");
    await Deno.writeTextFile(join(folder, "c_20260103000000.jsonl"), "");
    await Deno.writeTextFile(join(folder, "a_20260101000000.log"), "no journal\n");
    assert.deepEqual((await readRuns(systemFiles, folder)).known.map(({ name }) => name), ["a_20260101000000"]);
    assert.equal((await runToResume(folder, "")).subject, "a");
    for (const wanted of ["b_20260102000000", "20260102000000"]) {
      await assert.rejects(
        runToResume(folder, wanted),
        refused("DAY-RUN-004", /b_20260102000000.jsonl:1/),
      );
    }
    await assert.rejects(
      runToResume(folder, "c_20260103000000"),
      refused("DAY-RUN-003", /there is no run/),
    );
  }));

Deno.test("runs are listed oldest first, whatever their clusters are called", () =>
  inTemporaryFolder(async (folder) => {
    await writeRun(folder, "b", "20260101000000");
    await writeRun(folder, "a", "20260103000000", "created");
    await writeRun(folder, "c", "20260102000000", "failed");
    const ids = (some: readonly { id: string }[]) => some.map(({ id }) => id);
    const runs = await readRuns(systemFiles, folder);
    assert.deepEqual(ids(runs.known), [
      "20260101000000",
      "20260102000000",
      "20260103000000",
    ]);
    assert.deepEqual(ids(unfinishedRuns(runs)), ["20260101000000", "20260102000000"]);
  }));

Deno.test("decision 3.50: what cannot be read is told by name: another version's journal, and one that cannot even be opened", () =>
  inTemporaryFolder(async (folder) => {
    await writeRun(folder, "a", "20260101000000");
    const old = { fact: "run", run_id: "20260102000000", cluster_name: "b", region: "us-west-2", profile: "p" };
    await Deno.writeTextFile(join(folder, "b_20260102000000.jsonl"), JSON.stringify(old) + "\n");
    await Deno.mkdir(join(folder, "c_20260103000000.jsonl"));
    await Deno.writeTextFile(join(folder, "d_20260104000000.jsonl"), '{"fact":"preflight_passed"}\n');
    const { known, damaged } = await readRuns(systemFiles, folder);
    assert.deepEqual(known.map(({ subject }) => subject), ["a"]);
    const told = damaged.map((
      { name, why },
    ) => [
      name,
      why.code,
      /written by an earlier version|cannot be opened: it is a folder|not the first line/
        .exec(why.message)?.[0],
    ]).sort();
    assert.deepEqual(told, [
      ["b_20260102000000", "DAY-RUN-004", "written by an earlier version"],
      ["c_20260103000000", "DAY-RUN-004", "cannot be opened: it is a folder"],
      ["d_20260104000000", "DAY-RUN-004", "not the first line"],
    ]);
  }));

Deno.test("decision 3.50: runs are about an account, a region and a name; other operations are not resumed by create", () =>
  inTemporaryFolder(async (folder) => {
    await writeRun(folder, "a", "20260101000000");
    const [first, caller] = begun("a", "20260102000000");
    await writeJournal(folder, "a_20260102000000", [first, { ...caller, account: "210987654321" } as Fact]);
    await writeJournal(folder, "a_20260103000000", [begun("a", "20260103000000")[0]]);
    await writeJournal(folder, "a_20260104000000", [...begun("a", "20260104000000", "eu-west-1")]);
    const passed: Fact = { fact: "preflight_passed" };
    const deletion = { ...begun("a", "20260105000000")[0], operation: "delete" } as Fact;
    await writeJournal(folder, "a_20260105000000", [deletion, begun("a", "x")[1], passed]);
    const runs = await readRuns(systemFiles, folder);
    const about = runsAbout(runs, { account, region: "us-west-2", subject: "a" });
    assert.deepEqual(about.map(({ id }) => id), ["20260101000000", "20260105000000"]);
    assert.deepEqual(unfinishedRuns(runs).map(({ id }) => id), ["20260101000000"]);
  }));
