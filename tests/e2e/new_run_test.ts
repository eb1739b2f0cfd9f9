import assert from "node:assert/strict";
import { join } from "node:path";
import { readJournal } from "../../lib/state/journal/journal.ts";
import { changing, fileNames, parityCases, runAgain, runCreate } from "../parity/parity_world.ts";
import { standInTools } from "../support/stand_in_tools.ts";

const newRun = ["--new-run"];
const table = "/x-omics-analysis-us-west-2/data/budget_tags/pcluster-project-budget-tags.tsv";

/** The last fact of each run's journal, oldest run first. */
async function lastFacts(artifacts: string): Promise<readonly string[]> {
  const folder = join(artifacts, "runs");
  const names = (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).filter((name) =>
    /\.jsonl$/.test(name)
  );
  return await Promise.all(
    names.sort().map(async (name) => (await readJournal(join(folder, name))).at(-1)?.fact ?? ""),
  );
}

/** The kinds of everything that the newest state record says this run, or what it took over, has made. */
async function madeByNewest(artifacts: string): Promise<readonly string[]> {
  const names = (await fileNames({ artifacts })).filter((name) => name.startsWith("state_")).sort();
  const state: { resources: readonly { kind: string; origin: string }[] } = JSON.parse(
    await Deno.readTextFile(join(artifacts, names.at(-1) ?? "")),
  );
  return state.resources.filter(({ origin }) => origin === "created").map(({ kind }) => kind);
}

Deno.test(
  "a run begun anew over an unfinished one",
  parityCases(async (run) => {
    await run(
      "decision 3.60: after a refused dry run what was wrong is corrected, and what stands is not made twice",
      async (sandbox) => {
        sandbox.settings.networkSeconds = 0;
        const refused = { out: '{"message": "the head node has no such type"}', code: 1 };
        const first = await runCreate(sandbox, { tools: { dryRun: refused }, values: { headnode_instance_type: "x" } });
        assert.equal(first.code, 2, first.err);
        assert.ok(["CreateStack", "CreateBudget", "PutObject"].every((each) => changing(first).includes(each)));

        const second = await runCreate(sandbox);
        assert.equal(second.code, 0, second.err);
        assert.match(
          second.err,
          /The earlier run (tc1_\d+) stopped before its end; this new run uses the resources that \1 created/,
        );
        assert.deepEqual(changing(second), ["CreateTopic", "Subscribe", "CreateSchedule"]);
        assert.deepEqual(await lastFacts(second.artifacts), ["superseded", "end"]);
        const made = await madeByNewest(second.artifacts);
        assert.ok(made.includes("network-stack") && made.includes("budget"), String(made));
        const resumed = await runAgain(
          sandbox,
          { argv: ["--resume"] },
          second.folder,
          await standInTools(sandbox.folder),
        );
        assert.match(resumed.err, /DAY-RUN-003: no run is unfinished/);
      },
      { network: undefined, tagsPolicy: false, budgets: [] },
    );

    await run("a cluster that stands is not taken over: its own run can still be resumed", async (sandbox) => {
      // pcluster ends without an answer, and its cluster comes up all the same.
      const first = await runCreate(sandbox, { tools: { create: { out: "", code: 1 } } });
      assert.equal(first.code, 2, first.err);
      const TemplateBody = JSON.stringify({ Resources: { T: { Type: "AWS::SNS::Topic" } } });
      await sandbox.calls.query("cloudformation", "CreateStack", { StackName: "tc1", TemplateBody });
      const second = await runCreate(sandbox, { flags: newRun, values: { fsx_fs_size: "2400" } });
      assert.equal(second.code, 6, second.err);
      assert.match(second.err, /DAY-RUN-006/);
      assert.deepEqual(changing(second), []);
      assert.ok(second.calls.every((words) => !words.includes("create-cluster") && !words.includes("delete-cluster")));
      const plain = await runCreate(sandbox);
      assert.match(plain.err, /DAY-RUN-002: an earlier creation of cluster tc1 stopped before its end \(run tc1_\d+\)/);
      assert.deepEqual(await lastFacts(second.artifacts), ["end", "end"]);
    });

    await run("a budget that was made a moment before the end gets its users", async (sandbox) => {
      // It is made, but the run never gets to know, and gives up before the line of its users.
      sandbox.faults.add({ operation: "CreateBudget", nth: 2, kind: "lost", times: "all" });
      const first = await runCreate(sandbox);
      assert.equal(first.code, 2, first.err);
      sandbox.faults.clear();
      const second = await runCreate(sandbox, { flags: newRun });
      assert.equal(second.code, 0, second.err);
      assert.ok(!changing(second).includes("CreateBudget"));
      const answer = await sandbox.calls.send("s3", "GET", table);
      assert.equal(await answer.text(), "daylily-global\tubuntu\nda-us-west-2b-tc1\tubuntu\n");
    }, { budgets: [] });
  }),
);
