import assert from "node:assert/strict";
import { programArgv, programFolder } from "../support/program_process.ts";
import { bucket, root, seedWork, usualFiles, worksets, type WorksetsHere } from "./worksets_here.ts";

const monitor = (world: WorksetsHere, words: string) => world.run(`monitor-worksets ${words} --region us-west-2`);
const at = `s3://${bucket}/${root}`;

Deno.test(
  "what the commands of monitor-worksets show and refuse",
  worksets(async (step) => {
    await step("a flag that belongs to another command is refused before any request", async (world) => {
      world.sandbox.clearRequests();
      for (
        const [words, said] of [
          [
            `${at} --run-once --force`,
            /monitor-worksets does not take --force[^]*is a flag of monitor-worksets unlock/,
          ],
          [`${at} --run-once --tsv --in-place`, /does not take --in-place, --tsv/],
          [
            `report ${at} --max-parallel 2`,
            /monitor-worksets report does not take --max-parallel[^]*the monitor itself/,
          ],
          [`cancel ${at} ws1 --force`, /monitor-worksets cancel does not take --force/],
          [`retry ${at} ws1 --dry-run`, /monitor-worksets retry does not take --dry-run/],
        ] as const
      ) {
        const { code, err } = await monitor(world, words);
        assert.equal(code, 1, words);
        assert.match(err, said);
      }
      assert.deepEqual(world.requests(), []);
    });

    await step("a log that cannot be written is told before anything begins", async (world) => {
      await world.drop("ws1");
      world.sandbox.clearRequests();
      for (const path of [world.folder, `${world.env.STAND_INS}/dayctl/monitor.log`]) {
        const { code, err } = await world.once(`--log-file ${path}`);
        assert.equal(code, 1);
        assert.match(err, /DAY-USE-001: --log-file \S+ cannot be written\n {2}fix: name a file/);
      }
      assert.deepEqual(world.requests(), []);
    });

    await step("a bucket, a workset or a folder that is not there is told as that", async (world) => {
      const missing = "s3://no-such-bucket-anywhere/worksets";
      for (
        const words of [`${missing} --run-location local --run-once`, `report ${missing}`, `validate ${missing} ws1`]
      ) {
        const { code, err } = await monitor(world, words);
        assert.equal(code, 1, err);
        assert.match(err, /WS-OPS-002: There is no bucket no-such-bucket-anywhere\n {2}fix: name the bucket/);
      }
      for (const command of ["validate", "explain", "cancel", "report"]) {
        const { code, err } = await monitor(world, `${command} ${at} nosuch`);
        assert.deepEqual([code, /WS-OPS-002: there is no workset nosuch/.test(err)], [1, true], err);
      }
      const { code, err } = await monitor(world, "validate nosuch");
      assert.deepEqual([code, /there is no folder \S+\/nosuch\n/.test(err)], [1, true], err);
    });

    await step(
      "MW89: finished worksets are reported from what is noted, also when their cluster is gone",
      async (world) => {
        await world.drop("ws1");
        assert.equal((await world.once()).out, "ws1: complete\n");
        assert.equal((await world.calls()).at(-1)?.split(" ")[0], "delete");
        const { out } = await monitor(world, `report ${at} --output json`);
        const [row] = JSON.parse(out).worksets;
        assert.deepEqual([row.state, row.cluster, row.region, row.attempt], [
          "complete",
          "research-hg38-20240401",
          "us-west-2",
          1,
        ]);
        assert.ok(row.started_at < row.finished_at && row.results === `${at}/complete/ws1/`, out);
        const tsv = (await monitor(world, `report ${at} --tsv`)).out.trimEnd().split("\n");
        assert.deepEqual(tsv.map((line) => line.split("\t")[0]), ["Workset", "ws1"]);
      },
    );

    await step(
      "MW90: errors first, what is ignored last, names within; no colours where no terminal is",
      async (world) => {
        const sets: Readonly<Record<string, readonly string[]>> = {
          a: [],
          b: ["ready", "ignore", "complete"],
          c: ["ready", "complete"],
          d: ["ready"],
          e: ["ready", "lock"],
          f: ["ready", "in_progress"],
          g: ["ready", "error"],
          h: ["ready", "error"],
        };
        for (const [name, sentinels] of Object.entries(sets)) {
          await world.drop(name, { "daylily_work.yaml": "x" }, sentinels);
        }
        const { out } = await monitor(world, `report ${at} --tsv`);
        const rows = out.trimEnd().split("\n").slice(1).map((line) => line.split("\t").slice(0, 2).join(" "));
        assert.deepEqual(rows, [
          ...["g error", "h error", "f in progress", "e locked", "d ready", "c complete", "b ignored", "a unknown"],
        ]);
        const table = await monitor(world, `report ${at}`);
        assert.ok(!`${out}${table.out}`.includes("\x1b"));
      },
    );

    await step(
      "monitor-worksets 1.5: what earlier monitors and people wrote into the sentinels is reported, and one journal that cannot be read is a row",
      async (world) => {
        const bodies: Readonly<Record<string, readonly [string, string]>> = {
          a: ["error", "2026-01-01T00:00:00Z\tlock contention\n"],
          b: ["complete", "2026-01-02T00:00:00Z"],
          c: ["in_progress", "2026-01-03T00:00:00Z"],
          d: ["ignore", "2026-01-04T00:00:00Z\tbad samples"],
          e: ["error", ""],
          f: ["ready", ""],
        };
        for (const [name, [sentinel, body]] of Object.entries(bodies)) {
          await world.put(`ready/${name}/daylily.${sentinel}`, body);
        }
        await world.put("ready/f/_daylily/journal.json", "{");
        const { code, out, err } = await monitor(world, `report ${at} --tsv`);
        assert.equal(code, 0, err);
        const rows = out.trimEnd().split("\n").slice(1).map((line) => line.split("\t"));
        assert.deepEqual(
          rows.map((row) => [row[0], row[4], row[5], row[9].replace(/ \S+journal/, " journal")].join("|")),
          [
            "a||2026-01-01T00:00:00Z|lock contention",
            "e|||",
            "c|2026-01-03T00:00:00Z||",
            "f|||WS-STO-002 The journal journal.json cannot be read",
            "b||2026-01-02T00:00:00Z|",
            "d|||bad samples",
          ],
        );
      },
    );

    await step(
      "MW67: a mirror that was broken off is gone on with, and what is right already is not sent again",
      async (world) => {
        const work = seedWork.replace("allow_existing: false", "allow_existing: true");
        await world.drop("ws1", usualFiles({ "daylily_work.yaml": work }));
        const words = `monitor-worksets ${at} --region us-west-2 --local-root ${world.localRoot} --run-location local`;
        const [program, ...args] = programArgv(words.split(" "), "-P=development");
        const env = { ...world.env, INIT_CWD: world.folder };
        const io = { stdin: "null", stdout: "null", stderr: "null" } as const;
        const child = new Deno.Command(program, { args, cwd: programFolder(env), clearEnv: true, env, ...io }).spawn();
        world.sandbox.faults.add({
          kind: "latency",
          milliseconds: 0,
          operation: "CopyObject",
          nth: 3,
          onHit: () => child.kill("SIGKILL"),
        });
        await child.status;
        const standing = new Set(await world.keys("complete/ws1/"));
        assert.ok(standing.size > 0 && !standing.has("complete/ws1/_daylily/manifest.json"), [...standing].join());
        const here = { outside: { self: { pid: 1, host: Deno.hostname() } } };
        const unlocked = await world.run(`monitor-worksets unlock ${at} ws1 --region us-west-2 --force`, here);
        assert.equal(unlocked.code, 0, unlocked.err);
        world.sandbox.clearRequests();
        assert.equal((await world.run(`${words} --run-once`, here)).out, "ws1: complete\n");
        const sent = world.sandbox.requests().filter(({ operation }) => ["CopyObject", "PutObject"].includes(operation))
          .map(({ parameters }) => String(parameters.Key).slice(root.length + 1));
        assert.deepEqual(sent.filter((key) => standing.has(key)), []);
        assert.deepEqual((await world.calls()).map((line) => line.split(" ")[0]), ["stage-samples", "day-clone"]);
        const { files } = JSON.parse(await world.text("complete/ws1/_daylily/manifest.json"));
        const keys = await world.keys("complete/ws1/");
        for (const { path } of files) assert.ok(keys.includes(`complete/ws1/${path}`), path);
      },
    );
  }),
);
