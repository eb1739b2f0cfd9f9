import assert from "node:assert/strict";
import { join } from "node:path";
import { eventually } from "../support/eventually.ts";
import { bucket, root, usualFiles, worksets } from "./worksets_here.ts";

const waiting = `#!/bin/sh
echo launched >> "$STAND_INS/launches"
while [ ! -f "$STAND_INS/go" ]; do sleep 0.1; done
echo done > result.txt
`;

Deno.test(
  "what goes on after a monitor has stopped, and what operators do",
  worksets(async (step) => {
    await step(
      "MW65 MW68: a monitor that is stopped lets go; the next one finds the run, and starts no second one",
      async (world) => {
        const stand = world.env.STAND_INS;
        await Deno.writeTextFile(join(stand, "run"), waiting);
        await world.drop("ws1");
        const words =
          `monitor-worksets s3://${bucket}/${root} --region us-west-2 --local-root ${world.localRoot} --run-location local`;
        const first = world.start(words);
        await first.saying(/dy-a slurm/);
        await eventually("the run has begun", () => Deno.stat(join(stand, "launches")).then(() => true, () => false));
        first.signal("SIGTERM");
        assert.equal((await first.ended).code, 143);
        assert.deepEqual(await world.sentinels("ws1"), ["in_progress", "ready"]);
        await Deno.writeTextFile(join(stand, "go"), "");
        assert.equal((await world.once()).out, "ws1: complete\n");
        assert.equal(await Deno.readTextFile(join(stand, "launches")), "launched\n");
        assert.deepEqual((await world.calls()).filter((line) => line.startsWith("create ")).length, 1);
      },
    );

    await step(
      "MW77: without daylily.error it is another attempt, and nothing stale stays in the mirror",
      async (world) => {
        await Deno.writeTextFile(join(world.env.STAND_INS, "run"), "#!/bin/sh\ntouch only_first.txt; exit 1\n");
        await world.drop("ws1");
        await world.once();
        assert.ok((await world.keys("error/ws1/")).some((key) => key.endsWith("only_first.txt")));
        await world.remove("ready/ws1/daylily.error");
        await Deno.writeTextFile(join(world.env.STAND_INS, "run"), "#!/bin/sh\nexit 2\n");
        await world.once();
        assert.ok(!(await world.keys("error/ws1/")).some((key) => key.endsWith("only_first.txt")));
        assert.equal(JSON.parse(await world.text("ready/ws1/_daylily/journal.json")).attempt, 2);
      },
    );

    await step(
      "monitor-worksets F16: two roots with one local root keep their worksets of the same name apart",
      async (world) => {
        const stand = world.env.STAND_INS;
        await Deno.writeTextFile(join(stand, "run"), waiting.replace("echo done", "echo $PIPELINE_ENV"));
        await world.drop("ws1");
        const monitor = (at: string) =>
          world.start(
            `monitor-worksets ${at} --region us-west-2 --local-root ${world.localRoot} --run-location local --run-once`,
          );
        const work = usualFiles()["daylily_work.yaml"].replace("PIPELINE_ENV: production", "PIPELINE_ENV: other");
        const first = monitor(`s3://${bucket}/${root}`);
        await first.saying(/dy-a slurm/);
        for (const [path, text] of Object.entries(usualFiles({ "daylily_work.yaml": work }))) {
          await world.put(`other/ready/ws1/${path}`, text);
        }
        await world.put("other/ready/ws1/daylily.ready", "");
        const second = monitor(`s3://${bucket}/${root}/other`);
        await second.saying(/dy-a slurm/);
        await Deno.writeTextFile(join(stand, "go"), "");
        for (const { ended } of [first, second]) assert.equal((await ended).out, "ws1: complete\n");
        assert.equal(await world.text("complete/ws1/pipelines/rna-seq/result.txt"), "production\n");
        assert.equal(await world.text("other/complete/ws1/pipelines/rna-seq/result.txt"), "other\n");

        await world.put("other/ready/ws2/daylily.ready", "");
        for (const [path, text] of Object.entries(usualFiles())) await world.put(`other/ready/ws2/${path}`, text);
        const at = `monitor-worksets s3://${bucket}/${root}/other --region us-west-2 --local-root ${world.localRoot}`;
        const plan = await world.start(`${at} --run-location local --dry-run`).ended;
        assert.match(
          plan.out,
          new RegExp(`${world.localRoot}/\\.roots/[0-9a-f]{16}/ws2/`),
          "the folder it will work in",
        );
      },
    );

    await step(
      "monitor-worksets I3, 4.5: an earlier verdict goes before its mirror is replaced, and what is stale before the list",
      async (world) => {
        await Deno.writeTextFile(join(world.env.STAND_INS, "run"), "#!/bin/sh\ntouch only_first.txt\n");
        await world.drop("ws1");
        assert.equal((await world.once()).out, "ws1: complete\n");
        await world.remove("ready/ws1/daylily.complete");
        await Deno.writeTextFile(join(world.env.STAND_INS, "run"), "#!/bin/sh\ntouch second.txt\n");
        const before = world.sandbox.requests().length;
        assert.equal((await world.once()).out, "ws1: complete\n");
        const changes = world.sandbox.requests().slice(before)
          .filter(({ operation, parameters }) =>
            /^(Put|Copy|Delete)Object$/.test(operation) && String(parameters.Key).includes("/complete/ws1/")
          )
          .map(({ operation, parameters }) => `${operation} ${String(parameters.Key).split("/ws1/")[1]}`);
        assert.equal(changes[0], "DeleteObject daylily.complete");
        assert.deepEqual(changes.slice(-4), [
          "DeleteObject pipelines/rna-seq/only_first.txt",
          "DeleteObject logs/run.1.log",
          "PutObject _daylily/manifest.json",
          "PutObject daylily.complete",
        ]);
        const { files } = JSON.parse(await world.text("complete/ws1/_daylily/manifest.json"));
        assert.ok(
          files.every(({ etag }: { etag: string }) => /^"[0-9a-f]+(-\d+)?"$/.test(etag)),
          JSON.stringify(files),
        );
      },
    );

    await step("a local root that cannot be written is told before anything begins", async (world) => {
      await world.drop("ws1");
      await Deno.writeTextFile(join(world.folder, "local"), "");
      const { code, err } = await world.once();
      assert.deepEqual([code, await world.sentinels("ws1"), world.requests().includes("GetObject")], [
        1,
        ["ready"],
        false,
      ]);
      assert.match(err, /DAY-USE-001: --local-root \S+ cannot be written\n/);
    });

    await step("--retry-failed tries again without being asked", async (world) => {
      await world.behave("day-clone", '[ -f "$STAND_INS/second" ] || { touch "$STAND_INS/second"; exit 1; }');
      await world.drop("ws1");
      assert.match((await world.once("--retry-failed 1")).out, /^ws1: error[^\n]*\nws1: complete\n$/);
      assert.deepEqual(await world.sentinels("ws1"), ["complete", "ready"]);
    });

    await step("retry has it worked on again; --in-place keeps cluster, staging and clone", async (world) => {
      await Deno.writeTextFile(join(world.env.STAND_INS, "run"), "#!/bin/sh\n[ -f here ] || { touch here; exit 1; }\n");
      const work = usualFiles()["daylily_work.yaml"].replace(
        "destroy_on_completion: true",
        "destroy_on_completion: false",
      );
      await world.drop("ws1", usualFiles({ "daylily_work.yaml": work }));
      await world.once();
      const before = (await world.calls()).length;
      const { code, out } = await world.run(
        `monitor-worksets retry s3://${bucket}/${root} ws1 --region us-west-2 --in-place`,
      );
      assert.deepEqual([code, out], [0, "a monitor starts ws1 again in the same folder at its next poll\n"]);
      assert.equal((await world.once()).out, "ws1: complete\n");
      assert.equal((await world.calls()).length, before);
    });

    await step("cancel, unlock, archive and report say what they did, and refuse what they must", async (world) => {
      const at = (command: string, more = "") =>
        world.run(`monitor-worksets ${command} s3://${bucket}/${root}${more} --region us-west-2`);
      await world.drop("ws1", { "daylily_work.yaml": "x" });
      await world.drop("ws2", { "daylily_work.yaml": "x" });
      assert.equal((await at("cancel", " ws2")).code, 0);
      await world.once();
      assert.deepEqual(await world.sentinels("ws2"), ["ignore", "ready"]);
      const report = await at("report", " --tsv");
      assert.match(report.out, /^Workset\tState\t/);
      assert.match(report.out, /^ws1\terror\tvalidate\t1\t/m);
      assert.match(report.out, /^ws2\tignored\t/m);
      assert.doesNotMatch((await at("report", " ws2 --tsv")).out, /^ws1\t/m);
      const explained = await world.run(`explain s3://${bucket}/${root}/ready/ws1 --region us-west-2`);
      assert.match(
        explained.out,
        /^workset ws1: error: failed[^]*\n {2}error +WS-CFG-001 [^]*\n {2}why [^]*\n {2}fix /,
      );
      assert.match(explained.out, /\nnext:\n.*explain.*\n.*monitor-worksets retry s3:\S+ ws1 --region us-west-2\n$/);
      const ignored = await world.run(`explain s3://${bucket}/${root}/ws2/ --region us-west-2`);
      assert.match(ignored.out, /^workset ws2: ignored: /, ignored.err);
      const unknown = await world.run(`explain s3://${bucket}/${root}/ready/ws9 --region us-west-2`);
      assert.deepEqual([unknown.code, /DAY-EXPL-001: there is no workset ws9/.test(unknown.err)], [1, true]);
      await world.put("ready/ws1/daylily.lock", "2026-01-01T00:00:00Z\n");
      for (const command of ["unlock", "retry", "archive"]) {
        const { code, err } = await at(command, " ws1");
        assert.equal(code, 6, err);
        assert.match(err, /WS-LCK-001/);
      }
      assert.equal((await at("unlock", " ws1 --force")).code, 0);
      assert.equal((await at("archive", " ws1")).code, 0);
      assert.deepEqual(await world.keys("ready/ws1/"), []);
      assert.ok((await world.keys("archived/ws1/")).includes("archived/ws1/daylily.error"));
      for (const command of ["cancel", "unlock", "unlock --force", "archive", "retry"]) {
        const { code, err } = await at(command, " nothing");
        assert.equal(code, 1, command);
        assert.match(err, /WS-OPS-002: there is no workset nothing below ready\//);
      }
      assert.deepEqual(await world.keys("ready/nothing/"), []);
      assert.equal((await at("explain", "")).code, 1);
      await world.drop("ws3");
      assert.match((await at("validate", " ws3")).out, /^ws3: valid\n/);
      assert.match((await at("explain", " ws3")).out, /day-clone --template/);
    });

    await step("what operators do promises nothing that will not happen", async (world) => {
      const at = (command: string) =>
        world.run(`monitor-worksets ${command.replace(" ", ` s3://${bucket}/${root} `)} --region us-west-2`);
      await world.drop("plain", { "daylily_work.yaml": "x" });
      assert.equal((await at("unlock plain")).out, "plain has no lock; nothing was changed\n");
      await world.drop("left", { "daylily_work.yaml": "x" }, ["ready", "error", "ignore"]);
      const refused = await at("retry left");
      assert.deepEqual([refused.code, await world.sentinels("left")], [1, ["error", "ignore", "ready"]]);
      assert.match(refused.err, /left cannot be retried, because its marker file daylily\.ignore excludes it/);
      await world.drop("unarmed", { "daylily_work.yaml": "x" }, ["error"]);
      assert.match(
        (await at("retry unarmed")).out,
        /starts unarmed again once its marker file daylily\.ready is uploaded\n/,
      );
    });

    await step(
      "monitor-worksets 1.4: what an earlier generation has finished and left locked can be archived when the lock is old",
      async (world) => {
        await world.drop("old", { "daylily_work.yaml": "x" }, ["ready", "lock", "in_progress", "complete"]);
        const archive = () => world.run(`monitor-worksets archive s3://${bucket}/${root} old --region us-west-2`);
        assert.equal((await archive()).code, 6);
        await world.remove("ready/old/daylily.lock");
        const { code, err } = await archive();
        assert.deepEqual([code, await world.keys("ready/old/")], [0, []], err);
      },
    );
  }),
);
