import assert from "node:assert/strict";
import { DayError } from "../../lib/host/errors/day_error.ts";
import { readWorkFile } from "../../lib/worksets/contract/read_work_file.ts";
import { cloneArguments, type WorkFile } from "../../lib/worksets/contract/work_file.ts";
import { fc } from "../support/fast_check.ts";

const example = await Deno.readFile(new URL("fixtures/daylily_work.yaml", import.meta.url));

/** The least that a file needs, with more of a section. */
function least({ aws = "", stage = "", cluster = "", pipeline = "" }: Readonly<Record<string, string>> = {}): string {
  const section = (name: string, lines: string, more: string) =>
    `${name}:\n${lines}${more === "" ? "" : `  ${more.replaceAll("\n", "\n  ")}\n`}`;
  return section("aws", "  profile: p\n  region: us-west-2\n", aws) +
    (stage === "" ? "" : section("stage", "", stage)) +
    section("cluster", "  name: demo\n  template: t.yaml\n", cluster) +
    section("pipeline", "  dy_a_args: [slurm, hg38]\n", pipeline);
}

function problemsOf(text: string | Uint8Array, options = {}): readonly string[] {
  try {
    readWorkFile(text, options);
    return [];
  } catch (error) {
    assert.ok(error instanceof DayError, String(error));
    assert.equal(error.code, "WS-CFG-001");
    assert.ok(error.fix !== "");
    const { problems } = error.details as {
      problems: { about: string; line: number; column: number; message: string }[];
    };
    return problems.map(({ about, line, column, message }) => `${line}:${column} ${about}: ${message}`);
  }
}

Deno.test("MW14: the seed's example, byte for byte, with every default", () => {
  assert.deepEqual(readWorkFile(example), {
    schema: "seed",
    aws: { profile: "research", region: "us-east-1" },
    stage: {
      samplesTsv: "stage_samples.tsv",
      unitsTsv: "stage_units.tsv",
      pemKey: "research-key.pem",
      extraArgs: [],
    },
    cluster: {
      name: "research-hg38-20240401",
      template: "etc/cluster-templates/hg38.yaml",
      createArgs: [],
      destroyOnCompletion: true,
      keepHours: 12,
      allowExisting: false,
      share: false,
    },
    pipeline: {
      dayClone: ["--template", "etc/day-clone-templates/rna-seq.yaml"],
      runDirectory: "pipelines/rna-seq",
      samplesConfigPath: "config/samples.tsv",
      unitsConfigPath: "config/units.tsv",
      dyAArgs: ["slurm", "hg38"],
      dyRCommand: "rna-seq --full",
      dyRWords: ["rna-seq", "--full"],
      environment: { PIPELINE_ENV: "production" },
    },
    budget: undefined,
    warnings: [],
  });
  const { stage, cluster, pipeline } = readWorkFile(
    "aws: {profile: p, region: us-west-2}\ncluster: {name: demo, template: t}\npipeline: {}\n",
  );
  assert.deepEqual(stage, {
    samplesTsv: "stage_samples.tsv",
    unitsTsv: undefined,
    pemKey: undefined,
    extraArgs: [],
  });
  assert.deepEqual(pipeline, {
    dayClone: [],
    runDirectory: undefined,
    samplesConfigPath: "config/samples.tsv",
    unitsConfigPath: "config/units.tsv",
    dyAArgs: ["slurm", "hg38"],
    dyRCommand: "",
    dyRWords: [],
    environment: {},
  });
  assert.equal(cluster.destroyOnCompletion, true);
});

Deno.test("MW16: what is missing is named by its path, all of it at once", () => {
  for (const text of ["", "# nothing\n", "---\n", "{}"]) {
    const about = problemsOf(text).map((line) => line.replace(/^\S+ /, ""));
    assert.deepEqual(about.filter((each) => each.endsWith(": required")).sort(), [
      ...["aws.profile: required", "aws.region: required", "cluster.name: required", "pipeline: required"],
    ]);
  }
  const text = "aws: {profile: p, region: us-west-2}\npipeline: {}\ncluster: {}\n";
  assert.deepEqual(problemsOf(text), [
    "3:10 cluster.name: required",
    "3:10 cluster.template: required, unless cluster.allow_existing is true",
  ]);
});

Deno.test("MW18: without a template only an existing cluster can be used", () => {
  const text = least().replace("  template: t.yaml\n", "");
  assert.match(problemsOf(text).join(), /cluster\.template: required/);
  assert.deepEqual(problemsOf(`${text}`.replace("  name: demo\n", "  name: demo\n  allow_existing: true\n")), []);
});

/** What each option does to what is read. */
const options: readonly (readonly [text: string, of: (work: WorkFile) => unknown, is: unknown])[] = [
  [least({ aws: "" }), ({ aws }) => aws, { profile: "p", region: "us-west-2" }],
  [least({ stage: "samples_tsv: in/m.tsv" }), ({ stage }) => stage.samplesTsv, "in/m.tsv"],
  [least({ stage: "units_tsv: u.tsv" }), ({ stage }) => stage.unitsTsv, "u.tsv"],
  [least({ stage: "units_tsv: null" }), ({ stage }) => stage.unitsTsv, undefined],
  [least({ stage: "pem_key: my key.pem" }), ({ stage }) => stage.pemKey, "my key.pem"],
  [least({ stage: "extra_args: [--debug, 1, 'a b']" }), ({ stage }) => stage.extraArgs, ["--debug", "1", "a b"]],
  // MW17
  [least({ stage: 'extra_args: "--debug --x 1"' }), ({ stage }) => stage.extraArgs, ["--debug", "--x", "1"]],
  [least({ cluster: "allow_existing: true" }), ({ cluster }) => cluster.allowExisting, true],
  [least({ cluster: "share: true" }), ({ cluster }) => cluster.share, true],
  [least({ cluster: "destroy_on_completion: false" }), ({ cluster }) => cluster.destroyOnCompletion, false],
  [least({ cluster: "destroy_on_completion: on_success" }), ({ cluster }) => cluster.destroyOnCompletion, "on_success"],
  [least({ cluster: "keep_hours: 2.5" }), ({ cluster }) => cluster.keepHours, 2.5],
  [least({ cluster: "create_args: --region-az us-west-2b" }), ({ cluster }) => cluster.createArgs, [
    ...["--region-az", "us-west-2b"],
  ]],
  [least({ pipeline: "day_clone: [-d, x]" }), ({ pipeline }) => pipeline.dayClone, ["-d", "x"]],
  [least({ pipeline: "run_directory: a/b" }), ({ pipeline }) => pipeline.runDirectory, "a/b"],
  [least({ pipeline: "samples_config_path: c/s.tsv" }), ({ pipeline }) => pipeline.samplesConfigPath, "c/s.tsv"],
  [least({ pipeline: "units_config_path: c/u.tsv" }), ({ pipeline }) => pipeline.unitsConfigPath, "c/u.tsv"],
  [least().replace("[slurm, hg38]", "local b37"), ({ pipeline }) => pipeline.dyAArgs, ["local", "b37"]],
  [least({ pipeline: `dy_r_command: "a 'b;c' --x=\\"y z\\""` }), ({ pipeline }) => pipeline.dyRWords, [
    ...["a", "b;c", "--x=y z"],
  ]],
  // Numbers stay as they are written, and so does what YAML 1.1 takes for something else.
  [
    least({ pipeline: "environment: {A: 1.10, B: true, C: 0x10, D: no, E: null, F: 'x y'}" }),
    ({ pipeline }) => pipeline.environment,
    { A: "1.10", B: "true", C: "0x10", D: "no", E: "", F: "x y" },
  ],
];

Deno.test("MW17: each option of daylily_work.yaml is read", () => {
  for (const [text, of, is] of options) assert.deepEqual(of(readWorkFile(text)), is, text);
});

/** What is wrong, and how it is told. */
const mistakes: readonly (readonly [text: string, told: string])[] = [
  ["a: [", "1:5 : the indentation does not fit the lines above, or a bracket there is not closed"],
  ["- a\n", "1:1 : must be a section of keys and values"],
  ["text", "1:1 : must be a section of keys and values"],
  ["a: &x [*x]\n", "1:1 : its references (aliases) are unknown or expand to too much"],
  ["a: *nothing\n", "1:1 : its references (aliases) are unknown or expand to too much"],
  ["aws: x\npipeline: {}", "1:6 aws: must be a section of keys and values"],
  ["pipeline: text", "1:11 pipeline: must be a section of keys and values"],
  [least({ cluster: "name: again" }), "7:3 : this key is there twice"],
  [least({ cluster: "allow_existing: 'false'" }), "7:19 cluster.allow_existing: must be true or false, without quotes"],
  [least({ cluster: "share: yes" }), "7:10 cluster.share: must be true or false, without quotes"],
  [
    least({ cluster: "destroy_on_completion: on_failure" }),
    "7:26 cluster.destroy_on_completion: must be true or false or on_success, without quotes",
  ],
  [least({ cluster: "keep_hours: -1" }), "7:15 cluster.keep_hours: must be a number from 0 to 720"],
  [least({ cluster: "keep_hours: twelve" }), "7:15 cluster.keep_hours: must be a number from 0 to 720"],
  [least({ cluster: "create_args: {a: b}" }), "7:16 cluster.create_args: must be a list of texts"],
  [least({ cluster: "create_args: [[a]]" }), "7:17 cluster.create_args.0: must be one text, no list and no section"],
  [least({ cluster: "create_args: [a, true]" }), "7:20 cluster.create_args.1: must be text; put quotes around true"],
  [least({ cluster: "create_args: ['a\0b']" }).replace("'a\0b'", '"a\\0b"'), "7:17 cluster.create_args.0: has control"],
  [least({ cluster: 'create_args: "a \'b"' }), "7:16 cluster.create_args: a quote in it is not closed"],
  [least().replace("demo", "1demo"), "5:9 cluster.name: must start with a letter"],
  [least().replace("demo", "a".repeat(26)), "5:9 cluster.name: must not be longer than 25 characters"],
  [least().replace("demo", "[a]"), "5:9 cluster.name: must be one text, no list and no section"],
  [least().replace("us-west-2", "oregon"), "3:11 aws.region: is no region such as us-west-2"],
  [least({ stage: "samples_tsv: ../x" }), "5:16 stage.samples_tsv: must not lead out of the workset with .."],
  [least({ stage: "samples_tsv: /etc/passwd" }), "5:16 stage.samples_tsv: must be relative to the workset"],
  [least({ stage: "samples_tsv: ~/x" }), "5:16 stage.samples_tsv: must be relative to the workset"],
  [least({ stage: "units_tsv: a//b" }), "5:14 stage.units_tsv: has an empty part or a . in it"],
  [least({ stage: 'units_tsv: "a\\nb"' }), "5:14 stage.units_tsv: has control characters or line ends in it"],
  [least({ stage: `units_tsv: ${"a".repeat(1025)}` }), "5:14 stage.units_tsv: is 1025 bytes long, where S3 takes 1024"],
  [least({ stage: "pem_key: ../id_rsa" }), "5:12 stage.pem_key: must be the name of a file in ~/.ssh"],
  [least({ pipeline: "run_directory: a/../../b" }), "9:18 pipeline.run_directory: must not lead out"],
  [least({ pipeline: "environment: [a]" }), "9:16 pipeline.environment: must be a section of names and values"],
  [least({ pipeline: "environment: {A-B: x}" }), "9:17 pipeline.environment.A-B: is no name of a variable"],
  [least({ pipeline: "environment: {A: [x]}" }), "9:20 pipeline.environment.A: must be one value"],
  [least({ pipeline: "environment: {'A.B': x}" }), '9:17 pipeline.environment."A.B": is no name of a variable'],
  [least({ cluster: "share: true\nallow_existing: true" }), "7:10 cluster.share: excludes cluster.allow_existing"],
  // MW56
  [least({ pipeline: 'dy_r_command: "x; rm -rf /"' }), "9:17 pipeline.dy_r_command: a shell would act upon ';'"],
  ["pipeline: {}\ndy-r: x\n", "2:7 dy-r: mixed schema"],
];

Deno.test("MW56: mistakes are told with their place, and the operators of a shell are refused", () => {
  for (const [text, told] of mistakes) {
    const problems = problemsOf(text);
    assert.ok(problems.some((line) => line.startsWith(told)), `${text}\n${problems.join("\n")}\nwanted: ${told}`);
  }
  for (const operator of [";", "|", "&", "$X", "`x`", ">", "<", "!x", "\n"]) {
    const text = least({ pipeline: `dy_r_command: ${JSON.stringify(`a ${operator} b`)}` });
    assert.equal(problemsOf(text).length, 1, operator);
    const quoted = least({ pipeline: `dy_r_command: ${JSON.stringify(`a '${operator}' b`)}` });
    if (operator !== "\n") assert.deepEqual(problemsOf(quoted), [], operator);
  }
  const text = least({ pipeline: 'dy_r_command: "x && y"' });
  assert.deepEqual(readWorkFile(text, { allowShell: true }).pipeline.dyRCommand, "x && y");
});

Deno.test("keys that nobody reads are told and stand in nobody's way", () => {
  const { warnings } = readWorkFile(least({ cluster: "nme: x", pipeline: "retries: 3" }) + "notes_: x\n");
  assert.deepEqual(warnings, [
    "daylily_work.yaml:11:1 notes_: this key is unknown and has no effect; did you mean notes?",
    "daylily_work.yaml:7:3 cluster.nme: this key is unknown and has no effect; did you mean name?",
    "daylily_work.yaml:10:3 pipeline.retries: this key is unknown and has no effect",
  ]);
});

Deno.test("MW62: the flat form of later generations, under each of its names", () => {
  for (const key of ["day_clone_args", "day-clone", "clone_args", "clone-args", "clone"]) {
    for (const value of ["-d {workset} -t main", "[-d, '{workset}', -t, main]", "{args: '-d {workset} -t main'}"]) {
      const work = readWorkFile(`${key}: ${value.startsWith("-") ? `"${value}"` : value}\ndy-r: x\n`);
      assert.equal(work.schema, "later");
      assert.deepEqual(cloneArguments(work, "ws1"), ["-d", "ws1", "-t", "main"], `${key}: ${value}`);
    }
  }
  for (const key of ["dy_r", "dy-r", "dy", "run", "run_suffix", "run-suffix", "run_cmd", "run-command"]) {
    for (const value of ["a b", "[a, b]", "{command: a b}", "{suffix: '', cmd: [a, b]}"]) {
      assert.deepEqual(readWorkFile(`${key}: ${value}\n`).pipeline.dyRWords, ["a", "b"], `${key}: ${value}`);
    }
  }
  for (const key of ["export_uri", "export-uri", "export"]) {
    assert.equal(readWorkFile(`dy: x\n${key}: s3://b/k\n`).pipeline.exportUri, "s3://b/k");
  }
  const work = readWorkFile(
    "dy: x\nclone: '-d {workdir_name} {other}'\nworkdir_name: 'a/b c'\ncluster_name: mine\nbudget: b1\n",
  );
  assert.deepEqual([work.cluster.name, work.budget, work.pipeline.workdirName], ["mine", "b1", "a_b_c"]);
  assert.deepEqual(cloneArguments(work, "ws1"), ["-d", "a_b_c", "{other}"]);
  assert.deepEqual(problemsOf("day-clone: x\n"), [
    "1:1 dy_r: required (or one of dy-r, dy, run, run_suffix, run-suffix, run_cmd, run-command)",
  ]);
  assert.match(problemsOf("dy: 'a; b'\n").join(), /a shell would act upon/);
});

Deno.test("no text makes it fail otherwise than with problems and their places", () => {
  const scalar = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.constantFrom("yes", "on_success", "../x", "a;b"),
  );
  const { node } = fc.letrec((tie) => ({
    node: fc.oneof(
      { maxDepth: 4 },
      scalar,
      fc.array(tie("node"), { maxLength: 3 }),
      fc.dictionary(key, tie("node"), { maxKeys: 4 }),
    ),
  }));
  const structured = node.map((value) => JSON.stringify(value));
  const broken = fc.tuple(fc.nat(), fc.string(), fc.nat({ max: 5 })).map(([at, put, cut]) => {
    const text = new TextDecoder().decode(example);
    const place = at % text.length;
    return text.slice(0, place) + put + text.slice(place + cut);
  });
  fc.assert(
    fc.property(fc.oneof(structured, broken, fc.string({ unit: "binary" }), fc.uint8Array()), (text) => {
      for (const line of problemsOf(text)) assert.doesNotMatch(line, /undefined|\[object|TypeError|\n/);
    }),
    { numRuns: 200 },
  );
  const deep = "[".repeat(50_000);
  assert.match(problemsOf(deep).join(), /nested|indentation|bracket/);
  const bomb = Array.from(
    { length: 30 },
    (_, at) => `a${at}: &a${at} [${at === 0 ? "x" : `*a${at - 1}, *a${at - 1}`}]\n`,
  ).join("");
  assert.match(problemsOf(bomb).join(), /references/);
});

const key = fc.constantFrom(
  ...["aws", "stage", "cluster", "pipeline", "name", "profile", "region", "template", "extra_args", "create_args"],
  ...[
    "day_clone",
    "environment",
    "dy_r_command",
    "run_directory",
    "share",
    "dy-r",
    "clone",
    "args",
    "a.b",
    "__proto__",
    "",
  ],
);
