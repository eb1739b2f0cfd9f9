import assert from "node:assert/strict";
import { join } from "node:path";
import { firstJournal, type Journal, journalBody } from "../../lib/worksets/protocol/journal.ts";
import { startProgram } from "../e2e/program.ts";
import { installDouble } from "../support/install_double.ts";
import { bucket, root, usualFiles, worksets, type WorksetsHere } from "./worksets_here.ts";

const uri = `s3://${bucket}/FSxLustre1/analysis_results/ubuntu/ws1.1/attempt-1/pipelines/rna-seq`;
const large = "r".repeat(6 << 20);
/** What the pipeline has made, by its paths there. */
const made = {
  ".git/config": "[core]",
  "results/one.vcf": "one",
  "results/deep/two.bam": large,
  "results/empty": "",
  "run.txt": "three",
};
const mirrored = Object.keys(made).filter((path) => path !== ".git/config");
const below = (path: string) => `complete/ws1/pipelines/rna-seq/${path}`;

/** A workset whose run has ended well on a head node with a file system; whoever had it has let it go. */
async function dropRun(world: WorksetsHere, { exported = false, ours = false } = {}): Promise<void> {
  await world.drop("ws1", usualFiles(), ["ready", "in_progress"]);
  const at = new Date();
  const done = { state: "done", started: at.toISOString(), ended: at.toISOString() } as const;
  const there = "/fsx/analysis_results/ubuntu/ws1.1/attempt-1/pipelines/rna-seq";
  const steps = Object.fromEntries(
    ["snapshot", "validate", "cluster", "stage", "clone", "config", "run", "fetch"].map((name) => [name, done]),
  );
  const journal: Journal = {
    ...firstJournal("ws1", { owner: "a", at }),
    phase: "running",
    released: true,
    cluster: {
      name: "mine",
      region: "us-west-2",
      profile: "research",
      created_by_us: ours,
      destroy: ours,
      destroyed: false,
    },
    headnode: { folder: "/fsx/analysis_results/ubuntu/ws1.1/attempt-1" },
    steps: {
      ...steps,
      ship: { ...done, out: { path: "pipelines/rna-seq", there } },
      ...exported ? { export: { ...done, out: { uri } } } : {},
    },
  };
  await world.put("ready/ws1/_daylily/journal.json", new TextDecoder().decode(journalBody(journal)));
  for (const [path, text] of Object.entries(made)) {
    const key = `${uri.slice(`s3://${bucket}`.length)}/${path}`;
    await world.sandbox.calls.send("s3", "PUT", `/${bucket}${key}`, { region: "us-west-2", body: text });
  }
  await ends(world, `fsx_export: {status: success, s3_uri: "${uri}"}`);
}

/** How the next exports end. */
async function ends(world: WorksetsHere, status: string, lines = "exit 0"): Promise<void> {
  await world.behave(
    "export",
    `while [ "$1" != --output-dir ]; do shift; done\nmkdir -p "$2"\necho '${status}' > "$2/fsx_export.yaml"\n${lines}\n`,
  );
}

const words = (world: WorksetsHere) =>
  `monitor-worksets s3://${bucket}/${root} --region us-west-2 --local-root ${world.localRoot} --lease-seconds 30 --run-once`;
const exports = async (world: WorksetsHere) => (await world.calls()).filter((line) => line.startsWith("export "));
/** Without the genuine `pcluster`, which takes its time to say that there is no such cluster. */
const swiftly = async ({ env, sandbox }: WorksetsHere) => ({
  env: { ...await installDouble(sandbox), ...env, PATH: (await installDouble(sandbox)).PATH },
});
/** The keys that S3 was asked to copy to, in the workset's mirror. */
const copies = ({ sandbox }: WorksetsHere) =>
  sandbox.requests().filter(({ operation }) => /^(?:CopyObject|UploadPartCopy)$/.test(operation))
    .map(({ parameters }) => String(parameters.Key).slice(root.length + 1));

Deno.test(
  "results that FSx exports",
  worksets(async (step) => {
    await step(
      "decision 4: they are copied within S3, and nothing of them comes through the monitor",
      async (world) => {
        await dropRun(world);
        const { code, out, err } = await world.run(words(world));
        assert.deepEqual([code, out], [0, "ws1: complete\n"], err);
        assert.deepEqual(await exports(world), [
          `export --cluster mine --region us-west-2 --profile research --output-dir ${
            join(world.localRoot, "ws1/_daylily/export")
          } /fsx/analysis_results/ubuntu/ws1.1/attempt-1/pipelines/rna-seq`,
        ]);
        for (const path of mirrored) assert.equal(await world.text(below(path)), made[path as keyof typeof made], path);
        assert.ok(!(await world.keys("complete/")).some((key) => key.includes(".git")));
        const read = world.sandbox.requests().filter(({ operation }) => operation === "GetObject")
          .map(({ parameters }) => String(parameters.Key));
        assert.ok(read.every((key) => !key.includes("FSxLustre1")), read.join(" "));
        assert.match(
          await world.text("complete/ws1/daylily_info.yaml"),
          new RegExp(`results_s3_uri: s3://.*/complete/ws1/`),
        );
      },
    );

    await step("--no-copy-results leaves them there, and says where that is", async (world) => {
      await dropRun(world);
      const { out, err } = await world.run(`${words(world)} --no-copy-results`);
      assert.equal(out, "ws1: complete\n", err);
      assert.deepEqual(await world.keys("complete/ws1/pipelines/"), []);
      assert.match(await world.text("complete/ws1/daylily_info.yaml"), new RegExp(`results_s3_uri: ${uri}\n`));
      assert.match(await world.text("ready/ws1/daylily.complete"), new RegExp(`results=${uri}\n$`));
      assert.ok((await world.keys("complete/ws1/")).includes("complete/ws1/stage_samples.tsv"));
    });

    await step("MW63: an export that ends badly is an error with what it said", async (world) => {
      await dropRun(world);
      await ends(world, 'fsx_export: {status: error, s3_uri: "", message: 12 files were not exported}', "exit 2");
      const { out } = await world.run(words(world), await swiftly(world));
      assert.match(out, /^ws1: error \(WS-PIP-001 at export: .*12 files were not exported/);
      assert.match(await world.text("ready/ws1/daylily.error"), /step=export .*12 files were not exported\n$/);
      assert.deepEqual(await world.sentinels("ws1"), ["error", "ready"]);
    });

    await step("a cluster of ours that alone has the results is kept, with a deadline", async (world) => {
      await dropRun(world, { ours: true });
      await ends(world, 'fsx_export: {status: error, s3_uri: "", message: no bucket}', "exit 2");
      const { out, err } = await world.run(words(world), await swiftly(world));
      assert.match(out, /^ws1: error \(WS-PIP-001 at export: /);
      assert.match(
        err,
        /and the only copy of its results is on it. AWS deletes cluster mine at its deletion deadline, \S+Z; export them and/,
      );
      const names = (await world.calls()).map((line) => line.split(" ")[0]);
      assert.deepEqual([names.at(-1), names.includes("delete")], ["extend", false]);
      assert.deepEqual(await world.sentinels("ws1"), ["error", "ready"]);
    });

    await step("a file system that is linked to no bucket: the results come over the connection", async (world) => {
      await dropRun(world);
      await world.behave("export", "echo 'error DAY-EXP-001: nothing links /fsx to S3' >&2; exit 2");
      const { err } = await world.run(words(world), await swiftly(world));
      assert.match(err, /ws1: the results are copied over SSH, because the export to S3 failed: .*DAY-EXP-001/);
    });

    await step(
      "MW67: a monitor that is killed in the middle of the copies: the next one copies what is missing",
      async (world) => {
        await dropRun(world, { exported: true });
        const more = Array.from({ length: 20 }, (_, index) => `results/part-${index}.txt`);
        for (const path of more) {
          const key = `${uri.slice(`s3://${bucket}`.length)}/${path}`;
          await world.sandbox.calls.send("s3", "PUT", `/${bucket}${key}`, { region: "us-west-2", body: path });
        }
        const killed = Promise.withResolvers<void>();
        world.sandbox.faults.add({
          kind: "latency",
          milliseconds: 0,
          operation: "CopyObject",
          nth: 12,
          times: "all",
          onHit: async () => {
            killed.resolve();
            await ended;
          },
        });
        const first = startProgram(world.env, ...words(world).split(" "));
        const ended = first.ended;
        await Promise.race([killed.promise, ended.then(({ err }) => assert.fail(err))]);
        Deno.kill(first.pid, "SIGKILL");
        await ended.catch(() => {});
        world.sandbox.faults.clear();
        assert.deepEqual(await world.sentinels("ws1"), ["in_progress", "lock", "ready"]);
        const done = (await world.keys("complete/ws1/pipelines/")).filter((key) => key !== below("run.txt"));
        assert.ok(done.length >= 5 && done.length < more.length, String(done.length));

        world.sandbox.clearRequests();
        const at = `monitor-worksets unlock s3://${bucket}/${root} ws1 --region us-west-2 --force`;
        assert.equal((await world.run(at)).code, 0);
        assert.equal((await world.run(words(world))).out, "ws1: complete\n");
        const again = copies(world);
        assert.deepEqual(again.filter((key) => done.includes(key)), [], "what was copied is not copied again");
        const manifest = JSON.parse(await world.text("complete/ws1/_daylily/manifest.json"));
        const keys = new Set(await world.keys("complete/ws1/"));
        for (const { path } of manifest.files) assert.ok(keys.has(`complete/ws1/${path}`), path);
        for (const path of more) assert.equal(await world.text(below(path)), path);
      },
    );

    await step(
      "what somebody else has put in the place of a result stays, also when it is none any more",
      async (world) => {
        await dropRun(world);
        await world.put(below("results/theirs.txt"), "theirs");
        const files = [...mirrored, "results/theirs.txt", "results/ours.txt"].map((path) => ({
          path: `pipelines/rna-seq/${path}`,
          bytes: 1,
        }));
        await world.put("complete/ws1/_daylily/manifest.json", JSON.stringify({ files }));
        assert.equal((await world.run(words(world))).out, "ws1: complete\n");
        assert.equal(await world.text(below("results/theirs.txt")), "theirs");
      },
    );
  }),
);
