import assert from "node:assert/strict";
import { DayError } from "../../lib/host/errors/day_error.ts";
import { checkInputs, type InputDeps } from "../../lib/worksets/contract/check_inputs.ts";
import { inputsOf } from "../../lib/worksets/contract/input.ts";
import { standsIn } from "../../lib/worksets/contract/look_at_inputs.ts";
import { readManifest } from "../../lib/worksets/contract/read_manifest.ts";
import { fc } from "../support/fast_check.ts";
import { manifestOf } from "./stage_place.ts";

const file = "stage_samples.tsv";

function problemsOf(text: string | Uint8Array): readonly string[] {
  try {
    readManifest(text, file);
    return [];
  } catch (error) {
    assert.ok(error instanceof DayError, String(error));
    assert.equal(error.code, "WS-CFG-001");
    const { problems } = error.details as { problems: { about: string; line: number; message: string }[] };
    return problems.map(({ about, line, message }) => `${line} ${about}: ${message}`);
  }
}

Deno.test("MW27: a manifest with only a header, with a column twice, and with short rows", () => {
  assert.match(problemsOf(manifestOf()).join(), /has column names and no row/);
  assert.match(problemsOf("").join(), /is empty/);
  assert.match(problemsOf("\n \n").join(), /is empty/);
  const twice = manifestOf({}).split("\n").map((line, index) => index === 0 ? `${line}\tLANE` : `${line}\t1`).join(
    "\n",
  );
  assert.ok(problemsOf(twice.trim()).includes("1 LANE: this column is there twice"));
  const short = manifestOf({ R1_FQ: "a.fq", N_X: "1" }).trimEnd().split("\t").slice(0, -2).join("\t");
  const { rows } = readManifest(short, file);
  assert.deepEqual([rows[0].cell("R1_FQ"), rows[0].cell("N_X"), rows[0].cell("NONE")], ["a.fq", "", ""]);
  const long = `${manifestOf({ R2_FQ: "x" }).trimEnd()}\textra\n`;
  assert.deepEqual(problemsOf(long), ["2 row 1: has 12 cells, where the first line names 11 columns"]);
});

Deno.test("a manifest that came from Windows, with a byte order mark and empty lines, is read as it is meant", () => {
  const text = `\ufeff\n${manifestOf({ R1_FQ: "a.fq" }).replaceAll("\n", "\r\n")}\r\n\r\n`;
  const { rows, columns } = readManifest(new TextEncoder().encode(text), file);
  assert.deepEqual([rows.length, rows[0].cell("R1_FQ"), columns.at(-1)], [1, "a.fq", "R2_FQ"]);
  assert.match(problemsOf(new Uint8Array([0xff, 0xfe, 0x41])).join(), /UTF-8/);
});

Deno.test("a column that is required and missing, with the one that was meant", () => {
  const text = manifestOf({}).replace("SEQBC_ID", "seqbc_id").replace("LANE\t", "").replace(/\t0\tS1/, "\tS1");
  assert.deepEqual(problemsOf(text), [
    "1 LANE: this column is required and missing",
    "1 SEQBC_ID: this column is required and missing; seqbc_id has to be spelt like that",
  ]);
});

Deno.test("MW29: lane 0 stands for a single lane, and lanes of one sample go together", () => {
  const lanes = (...rows: readonly Record<string, string>[]) => problemsOf(manifestOf(...rows));
  assert.match(lanes({ LANE: "0" }, { LANE: "1" }).join(), /^2 row 1, column LANE: 0 stands for a single lane/);
  assert.deepEqual(lanes({ LANE: "1", R1_FQ: "a" }, { LANE: "2", R1_FQ: "b" }), []);
  assert.match(
    lanes({ LANE: "1" }, { LANE: "1" }).join(),
    /row 2, column LANE: the same lane of the same sample as row 1/,
  );
  assert.match(lanes({ LANE: "1" }, { LANE: "2", SEQBC_ID: "S9" }).join(), /column SEQBC_ID: differs/);
  assert.match(lanes({ LANE: "1", R2_FQ: "x" }, { LANE: "2", R2_FQ: "na" }).join(), /empty in one lane of the sample/);
  assert.deepEqual(lanes({ RUN_ID: "R1" }, { RUN_ID: "R2" }), [], "two runs of a sample");
  assert.match(lanes({ RUN_ID: "R1", N_X: "1" }, { RUN_ID: "R2", N_X: "2" }).join(), /row 2, column N_X: differs/);
  assert.deepEqual(
    lanes({ SAMPLE_ID: "a_b", LANE: "1" }, { SAMPLE_ID: "a-b", LANE: "2" }),
    [],
    "one sample, spelt twice",
  );
});

Deno.test("cells that become names, and cells with few values", () => {
  const wrong: Readonly<Record<string, readonly string[]>> = {
    RUN_ID: ["", "../x", "a b", "a;b", "$(x)", "-rf", ".hidden", "a/b", "ü"],
    LANE: ["", "a b"],
    STAGE_DIRECTIVE: ["copy"],
    IS_POS_CTRL: ["yes"],
    N_X: ["two", "-1"],
  };
  for (const [column, values] of Object.entries(wrong)) {
    for (const value of values) {
      assert.ok(
        problemsOf(manifestOf({ [column]: value })).join().includes(`row 1, column ${column}: `),
        `${column} ${value}`,
      );
    }
  }
  const fine = {
    STAGE_DIRECTIVE: "link_data",
    IS_POS_CTRL: "TRUE",
    IS_NEG_CTRL: "na",
    N_X: "2",
    N_Y: "na",
    SUBSAMPLE_PCT: "x",
  };
  assert.deepEqual(problemsOf(manifestOf(fine)), []);
  assert.match(
    problemsOf(manifestOf({ EXTERNAL_SAMPLE_ID: "a\u001bb" })).join(),
    /EXTERNAL_SAMPLE_ID: has control characters/,
  );
});

Deno.test("MW26: two samples and three problems are one error", () => {
  const text = manifestOf({ SAMPLE_ID: "a", LANE: "", N_X: "x" }, { SAMPLE_ID: "b;c" });
  assert.equal(problemsOf(text).length, 3);
});

Deno.test("no bytes make it fail otherwise than with problems and their places", () => {
  const cell = fc.oneof(
    fc.string(),
    fc.constantFrom("s3://bkt/k", "s3://", "../x", "na", "0", "http://x:99999/", "\u0000", "/fsx/data/x"),
  );
  const table = fc.array(fc.array(cell, { maxLength: 14 }), { maxLength: 6 }).map((rows) => {
    const head = manifestOf().trimEnd();
    return [head, ...rows.map((cells) => cells.join("\t"))].join("\n");
  });
  fc.assert(
    fc.property(fc.oneof(table, fc.string({ unit: "binary" }), fc.uint8Array()), (content) => {
      for (const line of problemsOf(content)) assert.doesNotMatch(line, /undefined|\[object|TypeError/);
      try {
        for (const { value, target } of inputsOf(readManifest(content, file))) {
          assert.ok(value !== "" && target.is !== undefined);
        }
      } catch (error) {
        assert.ok(error instanceof DayError);
      }
    }),
    { numRuns: 200 },
  );
});

/** A world that holds these; what is asked of it is counted. */
function world(holds: readonly string[], more: Partial<InputDeps> = {}): InputDeps & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    lookAt(is, { bucket, key }) {
      const uri = `s3://${bucket}/${key}`;
      asked.push(`${is} ${uri}`);
      const found = is === "object" ? holds.includes(uri) : holds.some((each) => each.startsWith(uri));
      return Promise.resolve(found ? "there" : "missing");
    },
    lookAtPage(url) {
      asked.push(url);
      return Promise.resolve(holds.includes(url) ? 200 : 404);
    },
    stands: standsIn(new Set(holds)),
    ...more,
  };
}

async function checked(rows: readonly Record<string, string>[], deps: InputDeps) {
  const { problems, notes } = await checkInputs(deps, file, inputsOf(readManifest(manifestOf(...rows), file)));
  return { notes, problems: problems.map(({ code, about, message }) => `${code} ${about}: ${message}`) };
}

Deno.test("MW19 MW20: each address is asked for once; one that is not there is named with its cell", async () => {
  const deps = world(["s3://bkt/x", "s3://bkt/y"]);
  const rows: readonly Record<string, string>[] = [
    { LANE: "1", R1_FQ: "s3://bkt/x", R2_FQ: "s3://bkt/y" },
    { LANE: "2", R1_FQ: "s3://bkt/x", R2_FQ: "s3://bkt/z" },
    { SAMPLE_ID: "other", R1_FQ: "s3://bkt/z" },
  ];
  const { problems } = await checked(rows, deps);
  assert.deepEqual(deps.asked.sort(), ["object s3://bkt/x", "object s3://bkt/y", "object s3://bkt/z"]);
  assert.deepEqual(problems, [
    "WS-DAT-002 row 2, column R2_FQ: there is no object s3://bkt/z",
    "WS-DAT-002 row 3, column R1_FQ: there is no object s3://bkt/z",
  ]);
});

Deno.test("MW21: an object that may not be read is not told as missing", async () => {
  const deps = world([], { lookAt: () => Promise.resolve("denied") });
  assert.deepEqual((await checked([{ R1_FQ: "s3://bkt/x" }], deps)).problems, [
    "WS-AWS-002 row 1, column R1_FQ: permission to read s3://bkt/x was denied",
  ]);
});

Deno.test("MW22: literals are never taken for paths, in however many columns", async () => {
  const literals = {
    ...{ STAGE_DIRECTIVE: "stage_data", STAGE_TARGET: "/fsx/x/", SUBSAMPLE_PCT: "0.1", IS_POS_CTRL: "false" },
    ...{ IS_NEG_CTRL: "false", N_X: "1", N_Y: "1", EXTERNAL_SAMPLE_ID: "HG002", BWA_KMER: "19", NEW_COLUMN: "x/y" },
    PATH_TO_CONCORDANCE_DATA_DIR: "na",
  };
  const deps = world(["s3://bkt/x"]);
  assert.deepEqual(await checked([{ R1_FQ: "s3://bkt/x", ...literals }], deps), { problems: [], notes: [] });
  const strict = inputsOf(readManifest(manifestOf({ R1_FQ: "s3://bkt/x", ...literals }), file), true);
  assert.ok(strict.length > 10, "the first generation judged every cell");
});

Deno.test("MW23 MW24 MW25: folders by a list, mounts by their name, relative paths in the workset", async () => {
  const folder = { PATH_TO_CONCORDANCE_DATA_DIR: "s3://bkt/dir/", R1_FQ: "a.fq", R2_FQ: "sample_data/b.fq" };
  const deps = world(["s3://bkt/dir/x", "sample_data/a.fq", "sample_data/b.fq"]);
  assert.deepEqual((await checked([folder], deps)).problems, []);
  assert.deepEqual(deps.asked, ["prefix s3://bkt/dir/"]);
  const mounted = await checked([{ PATH_TO_CONCORDANCE_DATA_DIR: "/fsx/data/x/" }], world([]));
  assert.deepEqual([mounted.problems, mounted.notes.length], [[], 1]);
  const missing = await checked(
    [{ R1_FQ: "c.fq", R2_FQ: "../d.fq", PATH_TO_CONCORDANCE_DATA_DIR: "truth" }],
    world([]),
  );
  assert.deepEqual(missing.problems, [
    "WS-DAT-002 row 1, column R1_FQ: there is no file c.fq in the workset",
    "WS-CFG-001 row 1, column R2_FQ: ../d.fq must not lead out of the workset with ..",
    "WS-DAT-002 row 1, column PATH_TO_CONCORDANCE_DATA_DIR: there is no folder truth in the workset",
  ]);
  const web = await checked(
    [{ R1_FQ: "https://x.org/a.fq", R2_FQ: "https://x.org/b.fq" }],
    world(["https://x.org/a.fq"]),
  );
  assert.deepEqual(web.problems, ["WS-DAT-002 row 1, column R2_FQ: https://x.org/b.fq answers 404"]);
  const unknown = await checked([{ NEW: "s3://bkt/none" }], world([]));
  assert.deepEqual(unknown.problems, ["WS-DAT-002 row 1, column NEW: there is no object s3://bkt/none"]);
  const far = await checked([{ R1_FQ: `s3://bkt/${"k".repeat(1025)}` }], world([]));
  assert.match(far.problems.join(), /more than 1,024 bytes/);
  const failing = world([], { lookAt: () => Promise.reject(new Error("SlowDown")) });
  await assert.rejects(checked([{ R1_FQ: "s3://bkt/x" }], failing), /SlowDown/, "what cannot be told is no verdict");
});
