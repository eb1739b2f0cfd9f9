import assert from "node:assert/strict";
import { join } from "node:path";
import { startProgram } from "../e2e/program.ts";
import { eventually } from "../support/eventually.ts";
import { startHere } from "../support/program_here.ts";
import { systemClock } from "../../lib/host/clock.ts";
import { withSandbox } from "../support/sandbox.ts";
import { manifest, seedWork, usualFiles } from "../worksets/worksets_here.ts";
import { exportFrom } from "../support/file_system_here.ts";
import { withSlurmHeadNode } from "./slurm_head_node.ts";
import { seed, swift, worksetsPlace } from "./worksets_place.ts";

/** Submits a job for each sample, and waits for them; a job goes on until it is let go. */
const pipeline = `#!/bin/bash
echo "launched $PWD" >> ~/launches
while IFS=$'\\t' read -r sample _; do
  sbatch --wait -n1 -J "$sample" -o "$sample.log" --wrap "
    echo on \\$SLURM_JOB_ID; touch ~/began-$sample
    until [ -e ~/go ]; do sleep 0.1; done
    echo $* \\$PIPELINE_ENV > $sample.txt" &
  waits+=($!)
done < <(tail -n +2 config/samples.tsv)
for each in "\${waits[@]}"; do wait "$each" || exit; done
`;

const cluster = "research-hg38-20240401";
const samples = ["HG002", "HG003"];
/** As staging calls them. */
const sampleIds = samples.map((sample) => `${sample}-NOVASEQ-PCRFREE-blood-E1`);
/** A table of two samples, each with reads of its own. */
const twoSamples = samples.map((sample, index) => {
  const [head, row] = manifest.trimEnd().split("\n");
  const own = row.replace("HG002", sample).replace("one", `${sample}_1`).replace("two", `${sample}_2`);
  return index === 0 ? `${head}\n${own}\n` : `${own}\n`;
}).join("");
const files = {
  ...usualFiles({
    "stage_samples.tsv": twoSamples,
    "stage_units.tsv": undefined,
    "sample_data/one.fastq.gz": undefined,
    "sample_data/two.fastq.gz": undefined,
    "daylily_work.yaml": seedWork.replace("create_args: []", "create_args: [--pass-on-warn]")
      .replace(/.*units_tsv.*\n/, ""),
  }),
  ...Object.fromEntries(
    samples.flatMap((sample) => [1, 2].map((read) => [`sample_data/${sample}_${read}.fastq.gz`, `${sample} ${read}`])),
  ),
};

Deno.test(
  "MW65: two samples on a cluster that the genuine pcluster makes, as jobs of a real Slurm: the monitor is killed, another one finishes the work, and nothing is left",
  () =>
    withSandbox(
      { settings: swift, seed },
      (sandbox) =>
        withSlurmHeadNode(join(sandbox.home, ".ssh/omics-sandbox.pem"), async ({ port, root, home }) => {
          const control = { folder: join(root, "work"), there: "/work" };
          const place = await worksetsPlace(sandbox, { port, pipeline, control, tools: sandbox.environment });
          const { world, words, elsewhere, env, start, journal } = place;
          const there = (path: string) => join(root, home, path);
          const exists = (path: string) => Deno.stat(there(path)).then(() => true, () => false);
          const dayctl = (...argv: readonly string[]) =>
            startHere([...argv, "--cluster", cluster, "--region", "us-west-2", "--output", "json"], {
              env,
              folder: world.folder,
              clock: systemClock,
            }).ended;
          const exported = exportFrom(sandbox, join(root, "fsx"));

          await world.drop("ws1", files);
          const first = startProgram(env, ...words, "--run-once");
          const begun = eventually("both jobs run", async () => {
            const began = await Promise.all(sampleIds.map((sample) => exists(`began-${sample}`)));
            return began.every((each) => each);
          });
          const early = first.ended.then(({ err }) => assert.fail(err));
          await Promise.race([begun, early]);

          const status = await dayctl("status");
          assert.equal(status.code, 0, status.err);
          const [{ queues, unknown }] = JSON.parse(status.out).clusters;
          assert.deepEqual(queues, [{ name: "i8", running: 2, pending: 0 }], JSON.stringify(unknown));

          Deno.kill(first.pid, "SIGKILL");
          await early.catch(() => {});
          const { err: begin } = await first.ended;
          const second = start(elsewhere);
          await second.saying(/ws1: continues where/);
          await Deno.writeTextFile(there("go"), "");
          await second.saying(/ws1: (?:complete|error)/);
          second.signal("SIGTERM");
          const { err } = await second.ended;

          assert.deepEqual(await world.sentinels("ws1"), ["complete", "ready"], err);
          const { headnode, steps } = await journal("ws1");
          assert.equal(await Deno.readTextFile(there("launches")), `launched ${headnode.folder}/pipelines/rna-seq\n`);
          assert.deepEqual(exported(), [`${headnode.folder}/pipelines/rna-seq`.slice("/fsx/".length)]);
          assert.match(String(steps.export.out?.uri), /^s3:.*\/pipelines\/rna-seq$/);
          for (const sample of sampleIds) {
            assert.equal(
              await world.text(`complete/ws1/pipelines/rna-seq/${sample}.txt`),
              "rna-seq --full production\n",
            );
            assert.match(await world.text(`complete/ws1/pipelines/rna-seq/${sample}.log`), /^on \d+$/m);
          }
          const copied = sandbox.requests().filter(({ operation }) =>
            /^(?:CopyObject|UploadPartCopy)$/.test(operation)
          );
          assert.ok(
            copied.some(({ parameters }) =>
              String(parameters.Key).endsWith(`complete/ws1/pipelines/rna-seq/${sampleIds[0]}.txt`)
            ),
          );
          const records = await Deno.readTextFile(join(root, "home/slurm/job_completions.txt"));
          const ended = [...records.matchAll(/Name=(\S+) JobState=(\w+)/g)].map(([, name, state]) =>
            `${name} ${state}`
          );
          assert.deepEqual(ended.sort(), sampleIds.map((sample) => `${sample} COMPLETED`), records);
          await assertInReadme(begin + err);
          const audit = await dayctl("audit");
          assert.deepEqual([audit.code, JSON.parse(audit.out).left], [0, []], audit.err);
        }),
    ),
);

/** The excerpt in README is what was said here, but for the time that things took. */
async function assertInReadme(said: string): Promise<void> {
  const timeless = (text: string) => text.replaceAll(/ \(\d+ s\)/g, "");
  const readme = await Deno.readTextFile(new URL("../../README.md", import.meta.url));
  const [excerpt = ""] = /(?<=^## Worksets\n[^]*?^```text\n)[^]*?(?=^```$)/m.exec(readme) ?? [];
  let rest = timeless(`\n${said}`);
  for (const part of timeless(excerpt).split("[…]\n")) {
    const at = rest.indexOf(`\n${part}`);
    assert.ok(part !== "" && at >= 0, `not said, or not in this order:\n${part}\nbut:\n${rest}`);
    rest = rest.slice(at + part.length);
  }
}
