import assert from "node:assert/strict";
import { bucket, root, usualFiles, worksets, type WorksetsHere } from "./worksets_here.ts";

/** What one pass says of a workset, and that it changes nothing of it. */
async function skipped(world: WorksetsHere, workset: string, words = ""): Promise<string> {
  const before = await world.keys();
  const { code, err } = await world.once(words);
  assert.equal(code, 0, err);
  assert.deepEqual(await world.keys(), before);
  return err.split("\n").filter((line) => line.includes(workset)).join("\n");
}

Deno.test(
  "what a monitor takes and what it leaves alone",
  worksets(async (step) => {
    await step("MW1: an empty root costs one listing beside the probe", async (world) => {
      world.sandbox.clearRequests();
      assert.equal((await world.once()).code, 0);
      assert.deepEqual(world.requests().slice(7), ["ListObjectsV2"]);
    });

    await step("MW2: no sentinel: a warning that names it", async (world) => {
      await world.drop("ws1", usualFiles(), []);
      assert.match(await skipped(world, "ws1"), /^! ws1: skipped: it has no marker file \(daylily\.\*\)/m);
    });

    await step("MW3: ready and ignore: not a word", async (world) => {
      await world.drop("ws1", usualFiles(), ["ready", "ignore"]);
      assert.equal(await skipped(world, "ws1"), "");
    });

    for (const kind of ["complete", "error", "in_progress"]) {
      await step(`MW4: ready and ${kind}, no journal: one line`, async (world) => {
        await world.drop("ws1", usualFiles(), ["ready", kind]);
        assert.equal((await skipped(world, "ws1")).split("\n").length, 1);
      });
    }

    await step("MW5: only a lock: not ready", async (world) => {
      await world.drop("ws1", usualFiles(), ["lock"]);
      assert.match(await skipped(world, "ws1"), /daylily\.ready is missing/);
    });

    await step(
      "every combination of sentinels without a journal is taken exactly when the contract says so",
      async (world) => {
        const kinds = ["ready", "in_progress", "complete", "error", "ignore"];
        const all = Array.from({ length: 2 ** kinds.length }, (_, bits) => kinds.filter((_, at) => (bits >> at) & 1));
        for (const [index, sentinels] of all.entries()) {
          await world.drop(`c${String(index).padStart(2, "0")}`, { "daylily_work.yaml": "x" }, sentinels);
        }
        const { out } = await world.once();
        const taken = out.trimEnd().split("\n").map((line) => line.split(":")[0]);
        const expected = all.flatMap((sentinels, index) =>
          sentinels.join() === "ready" ? [`c${String(index).padStart(2, "0")}`] : []
        );
        assert.deepEqual(taken, expected);
      },
    );

    await step("MW6 MW7: neither a sibling's sentinels nor deeper files of that name count", async (world) => {
      await world.drop("ws1", usualFiles({ "sample_data/daylily.ignore": "x" }));
      await world.drop("ws10", usualFiles(), ["ready", "complete"]);
      assert.equal((await world.once()).out, "ws1: complete\n");
    });

    await step("MW13: only the workset that is named", async (world) => {
      await world.drop("a", { "daylily_work.yaml": "x" });
      await world.drop("b", { "daylily_work.yaml": "x" });
      assert.match((await world.once("--workset a")).out, /^a: error[^\n]*\n$/);
      assert.match((await world.once("--process-directory b")).out, /^b: error[^\n]*\n$/);
      const { code, err } = await world.once("--workset nothing");
      assert.equal(code, 0);
      assert.match(err, /^! there is no workset nothing below ready\/$/m);
    });

    await step(
      "MW15 MW16 MW53: what is wrong with the files is in sentinel and mirror, all at once, before any command",
      async (world) => {
        await world.drop("ws1", usualFiles({ "daylily_work.yaml": undefined }));
        await world.drop("ws2", usualFiles({ "daylily_work.yaml": "cluster: {}\n" }));
        const { out } = await world.once();
        assert.match(out, /ws1: error \(WS-DAT-002 at validate: daylily_work.yaml is missing in the workset\)/);
        const said = await world.text("ready/ws2/daylily.error");
        assert.match(said, /\d problems: daylily_work.yaml:/);
        for (const path of ["aws.profile", "aws.region", "cluster.name", "pipeline"]) {
          assert.ok(said.includes(`${path}: required`), said);
        }
        assert.ok((await world.keys("error/ws2/")).includes("error/ws2/daylily.error"));
        assert.deepEqual(await world.calls(), []);
      },
    );

    await step("MW18: neither a template nor an existing cluster: an error before any command", async (world) => {
      const work = usualFiles()["daylily_work.yaml"].replace(/ {2}template:.*\n/, "");
      await world.drop("ws1", usualFiles({ "daylily_work.yaml": work }));
      assert.match((await world.once()).out, /cluster.template: required, unless cluster.allow_existing is true/);
      assert.deepEqual(await world.calls(), []);
    });

    await step(
      "MW12: a key that leads out of the workset is refused, and nothing is written outside",
      async (world) => {
        await world.drop("ws1", usualFiles({ "sample_data/a\\b": "x" }));
        assert.match((await world.once()).out, /WS-CFG-001 at snapshot/);
        assert.ok((await world.keys("error/ws1/")).includes("error/ws1/daylily.error"));
      },
    );

    await step("MW11: a slash at the root's end changes nothing", async (world) => {
      await world.drop("ws1", usualFiles());
      const words = `monitor-worksets s3://${bucket}/${root}/ --region us-west-2 --local-root ${world.localRoot}`;
      assert.equal((await world.run(`${words} --run-location local --run-once`)).out, "ws1: complete\n");
    });

    await step("MW10: what is no root is refused before any request, exit 1", async (world) => {
      world.sandbox.clearRequests();
      for (
        const [text, problem] of [["s3://b", "is not an S3 URI"], [`s3://${bucket}`, "incomplete"], [
          `s3://${bucket}/`,
          "incomplete",
        ], ["b/x", "is not an S3 URI"]]
      ) {
        const { code, err } = await world.run(
          `monitor-worksets ${text} --region us-west-2 --run-location local --run-once`,
        );
        assert.equal(code, 1);
        assert.ok(err.includes(problem), err);
      }
      assert.deepEqual(world.requests(), []);
    });

    await step("head nodes are not reached without OpenSSH: said before anything is done", async (world) => {
      const words = `monitor-worksets s3://${bucket}/${root} --region us-west-2 --run-once`;
      const { code, err } = await world.run(words, { env: { ...world.env, PATH: world.env.STAND_INS } });
      assert.equal(code, 4);
      assert.match(err, /DAY-PRE-001[\s\S]*apt-get install openssh-client/);
      assert.deepEqual(world.requests(), []);
    });

    await step("MW87: --dry-run shows every command and changes nothing", async (world) => {
      await world.drop("ws1");
      world.sandbox.clearRequests();
      const { code, out } = await world.once("--dry-run");
      assert.equal(code, 0);
      for (
        const part of [
          "create --cluster research",
          "stage-samples",
          "day-clone --template",
          ". dyoainit && dy-a slurm hg38 && dy-r rna-seq --full",
          "delete --cluster-name",
        ]
      ) {
        assert.ok(out.includes(part), out);
      }
      assert.deepEqual(world.sandbox.requests().filter(({ mutating }) => mutating), []);
      assert.deepEqual(await world.calls(), []);
    });

    await step("MW86: --log-file is created with its folder, and appended to", async (world) => {
      const path = `${world.folder}/logs/deep/monitor.log`;
      await world.once(`--log-file ${path}`);
      const { err } = await world.once(`--log-file ${path}`);
      assert.match(err, /watching/);
      assert.equal((await Deno.readTextFile(path)).match(/watching/g)?.length, 2);
    });

    await step("--log-format json: every line of standard output is a document", async (world) => {
      await world.drop("ws1", { "daylily_work.yaml": "x" });
      const { out } = await world.once("--log-format json");
      const events = out.trimEnd().split("\n").map((line) => JSON.parse(line));
      assert.ok(
        events.some(({ event, workset, phase }) => event === "terminal" && workset === "ws1" && phase === "error"),
      );
    });

    await step(
      "monitor-worksets 4.6: what is said of a workset in work names attempt, epoch and step",
      async (world) => {
        await world.drop("ws1");
        const { out } = await world.once("--log-format json --log-level DEBUG");
        const events = out.trimEnd().split("\n").map((line) => JSON.parse(line));
        const ofWork = events.filter(({ event, workset }) => workset === "ws1" && event !== "take");
        assert.deepEqual(ofWork.filter(({ attempt, epoch }) => attempt !== 1 || epoch !== 1), []);
        const commands = events.filter(({ event, code }) => event === "command" && code === 0);
        assert.deepEqual(commands.map(({ step }) => step), ["cluster", "stage", "clone", undefined]);
        const [poll] = events.filter(({ event }) => event === "poll");
        assert.deepEqual([poll.candidates, poll.claimed, poll.active, poll.requests], [1, 1, 1, 3]);
      },
    );
  }),
);
