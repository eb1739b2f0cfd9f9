import assert from "node:assert/strict";
import { join } from "node:path";
import {
  changing,
  configText,
  type Ended,
  fileNames,
  parityCases,
  reported,
  runCreate,
  stateOf,
} from "./parity_world.ts";

/** The run ended before anything was asked, sent or written. */
function assertNothingHappened(ended: Ended, code: number): void {
  assert.equal(ended.code, code, ended.err);
  assert.deepEqual(ended.requests, []);
  assert.deepEqual(ended.calls, []);
}

Deno.test(
  "parity: command line and environment",
  parityCases(async (run) => {
    await run("T1 E1 without arguments the usage stands on standard output", async (sandbox) => {
      const ended = await runCreate(sandbox, { argv: [] });
      assertNothingHappened(ended, 0);
      assert.match(ended.out, /USAGE[\s\S]*--region-az/);
      assert.deepEqual(await fileNames(ended), []);
    });

    await run("T2 E4 an unknown flag is named", async (sandbox) => {
      const ended = await runCreate(sandbox, { argv: ["--foo"] });
      assertNothingHappened(ended, 1);
      assert.match(ended.err, /--foo/);
      assert.equal(ended.out, "");
    });

    await run("T3 E4 a flag that lacks its value ends the run", async (sandbox) => {
      const ended = await runCreate(sandbox, { argv: ["--region-az", "us-west-2b", "--profile"] });
      assertNothingHappened(ended, 1);
      assert.match(ended.err, /--profile/);
    });

    await run("T4 E6 a zone without its letter is refused before any question", async (sandbox) => {
      const argv = ["--region-az", "us-west-2", "--profile", "p"];
      const ended = await runCreate(sandbox, { argv, typed: ["config/demo.yaml"] });
      assertNothingHappened(ended, 1);
      assert.match(ended.err, /us-west-2\b/);
      assert.doesNotMatch(ended.err, /Which configuration file/);
    });

    await run("T5 E5 SP15 without profile and AWS_PROFILE nothing is asked of AWS", async (sandbox) => {
      const ended = await runCreate(sandbox, { argv: ["--region-az", "us-west-2b", "--config", "my.cfg.yaml"] });
      assertNothingHappened(ended, 1);
      assert.match(ended.err, /DAY-PROFILE-001/);
    });

    await run("T6 E5 an unknown profile is answered with the known ones", async (sandbox) => {
      const ended = await runCreate(sandbox, { argv: ["--region-az", "us-west-2b", "--profile", "nope"] });
      assertNothingHappened(ended, 1);
      assert.match(ended.err, /known profiles: sandbox, p$/m);
    });

    await run("T7 --config beats DAY_EX_CFG", async (sandbox) => {
      const other = join(sandbox.folder, "b.yaml");
      await Deno.writeTextFile(other, configText({ values: { cluster_name: "other" } }));
      const ended = await runCreate(sandbox, { environment: { DAY_EX_CFG: other, DAY_BREAK: "1" } });
      assert.equal(ended.code, 0, ended.err);
      assert.equal((await stateOf(ended)).cluster_name, "tc1");
    });

    await run("T8 an override of the wrong form wins over a later --help", async (sandbox) => {
      const ended = await runCreate(sandbox, { argv: ["--repo-override", "novalue", "--help"] });
      assertNothingHappened(ended, 1);
      assert.match(ended.err, /novalue/);
      assert.doesNotMatch(ended.out, /USAGE/);
    });

    await run("T9 E4 an unknown repository is answered with the known ones", async (sandbox) => {
      const ended = await runCreate(sandbox, { flags: ["--repo-override", "unknown:x"] });
      assertNothingHappened(ended, 1);
      assert.match(ended.err, /daylily-omics-analysis.*rna-seq-star-deseq2.*daylily-sarek/);
    });

    await run("T10 the last override of a repository counts, and its reference may hold colons", async (sandbox) => {
      const flags = ["daylily-omics-analysis:dev/x:y", "daylily-omics-analysis:main", "daylily-sarek:v1:2/3"];
      const ended = await runCreate(sandbox, {
        flags: flags.flatMap((override) => ["--repo-override", override]),
        environment: { DAY_BREAK: "1" },
      });
      assert.equal(ended.code, 0, ended.err);
      const { request } = await journalLine(ended, "run");
      assert.deepEqual(request.repo_overrides, { "daylily-omics-analysis": "main", "daylily-sarek": "v1:2/3" });
    });

    await run("T11 the region is that of the zone, whatever AWS_REGION says", async (sandbox) => {
      const elsewhere = { AWS_REGION: "eu-west-1", AWS_DEFAULT_REGION: "eu-west-1" };
      const ended = await runCreate(sandbox, { environment: elsewhere });
      assert.equal(ended.code, 0, ended.err);
      const global = new Set(["iam", "budgets", "ce", "pricing"]);
      const regional = ended.requests.filter(({ service }) => !global.has(service));
      assert.deepEqual([...new Set(regional.map(({ region }) => region))], ["us-west-2"]);
      const pcluster = ended.calls.filter(([program, command]) => program === "pcluster" && command !== "version");
      assert.ok(pcluster.every((words) => words[words.indexOf("--region") + 1] === "us-west-2"));
    });

    await run("T12 fixture F asks nothing", async (sandbox) => {
      const ended = await runCreate(sandbox);
      assert.equal(ended.code, 0, ended.err);
      assert.doesNotMatch(ended.err, /\[.*\]: |prompt_required/);
      assert.equal((await stateOf(ended)).status, "created");
      assert.ok((await reported(ended)).every(({ status }) => status === "PASS"));
    });

    await run("T13 E30 a missing name is one JSON object on standard error", async (sandbox) => {
      const ended = await runCreate(sandbox, { values: { cluster_name: undefined } });
      assert.equal(ended.code, 1);
      const objects = ended.err.split("\n").filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
      assert.equal(objects.length, 1);
      assert.deepEqual({ ...objects[0], message: "" }, {
        error: "prompt_required",
        exit_code: 1,
        key: "cluster_name",
        message: "",
      });
      assert.deepEqual(changing(ended), []);
    });
  }),
);

type JournalLine = { readonly fact: string; readonly request: { readonly repo_overrides: unknown } };

async function journalLine(ended: Ended, fact: string): Promise<JournalLine> {
  const runs = join(ended.artifacts, "runs");
  const names = await Array.fromAsync(Deno.readDir(runs), ({ name }) => name);
  const text = await Deno.readTextFile(join(runs, names.find((name) => name.endsWith(".jsonl")) ?? ""));
  const lines = text.trim().split("\n").map((line) => JSON.parse(line) as JournalLine);
  const found = lines.find((line) => line.fact === fact);
  assert.ok(found, `no fact ${fact}`);
  return found;
}
