import type { YamlDocument } from "../../config/file/yaml_document.ts";
import { clusterName } from "../../config/keys/complaints/cluster_name.ts";
import { decodeText } from "./decode_text.ts";
import type { FieldReader } from "./field_reader.ts";
import { laterCluster, laterKeys, laterPipeline } from "./later_schema.ts";
import { refuse } from "./problem.ts";
import { readFields } from "./read_fields.ts";
import { runCommand } from "./run_command.ts";
import { sections, unknownKeys } from "./unknown_keys.ts";
import { type ReadOptions, type WorkFile, workFileName } from "./work_file.ts";

/** Bytes. The reader of YAML would take minutes for much more. */
const largest = 1 << 18;

/**
 * Reads `daylily_work.yaml`.
 *
 * @throws DayError WS-CFG-001 with every problem, each with its line and column
 */
export function readWorkFile(content: string | Uint8Array, options: ReadOptions = {}): WorkFile {
  const { document, read, problems } = readFields(decodeText(content, workFileName, largest), workFileName);
  checkSections(read);
  const work = { ...workOf(document, read, options), warnings: unknownKeys(document) };
  refuse(problems);
  return work;
}

function checkSections(read: FieldReader): void {
  for (const section of sections.filter((each) => each !== "pipeline")) {
    if (read.has(section) && !read.isSection(section)) read.complain(section, "must be a section of keys and values");
  }
}

function workOf(document: YamlDocument, read: FieldReader, options: ReadOptions): Omit<WorkFile, "warnings"> {
  const later = document.keys([]).filter((key) => laterKeys.includes(key));
  const isSeed = read.isSection("pipeline");
  if (isSeed && later.length > 0) {
    for (const key of later) {
      read.complain(key, "mixed schema: it belongs to the flat form, and pipeline to the seed's");
    }
  }
  const schema = isSeed || later.length === 0 ? "seed" : "later";
  if (schema === "seed") {
    read.require("aws.profile", "aws.region", "cluster.name");
    if (!isSeed) read.complain("pipeline", read.has("pipeline") ? "must be a section of keys and values" : "required");
  }
  const usual = schema === "later" ? options.aws : undefined;
  return {
    schema,
    aws: {
      profile: read.text("aws.profile") ?? usual?.profile,
      region: read.text("aws.region", regionComplaint) ?? usual?.region,
    },
    stage: stageOf(read),
    cluster: clusterOf(read, schema),
    pipeline: schema === "seed" ? pipelineOf(read, options) : laterPipeline(read, options),
    budget: schema === "later" ? read.text("budget") : undefined,
  };
}

function regionComplaint(region: string): string | undefined {
  return /^[a-z]{2}(-[a-z]+)+-\d$/.test(region) ? undefined : "is no region such as us-west-2";
}

function stageOf(read: FieldReader): WorkFile["stage"] {
  return {
    samplesTsv: read.path("stage.samples_tsv") ?? "stage_samples.tsv",
    unitsTsv: read.path("stage.units_tsv"),
    pemKey: read.text("stage.pem_key", pemKeyComplaint),
    extraArgs: read.words("stage.extra_args") ?? [],
  };
}

function pemKeyComplaint(name: string): string | undefined {
  return /^[\w.@+ -]+$/.test(name) && !/^[.-]/.test(name) ? undefined : "must be the name of a file in ~/.ssh";
}

function clusterOf(read: FieldReader, schema: WorkFile["schema"]): WorkFile["cluster"] {
  const allowExisting = read.choice("cluster.allow_existing", true, false) ?? false;
  const share = read.choice("cluster.share", true, false) ?? false;
  if (schema === "seed" && !allowExisting && !read.has("cluster.template")) {
    read.complain("cluster.template", "required, unless cluster.allow_existing is true");
  }
  if (share && allowExisting) {
    read.complain("cluster.share", "excludes cluster.allow_existing: one creates the cluster, the other never does");
  }
  const name = read.text("cluster.name", clusterName);
  return {
    name: name ?? (schema === "later" ? laterCluster(read) : undefined),
    template: read.text("cluster.template"),
    createArgs: read.words("cluster.create_args") ?? [],
    destroyOnCompletion:
      read.choice<boolean | "on_success">("cluster.destroy_on_completion", true, false, "on_success") ??
        true,
    keepHours: read.number("cluster.keep_hours", 0, 720) ?? 12,
    allowExisting,
    share,
  };
}

function pipelineOf(read: FieldReader, options: ReadOptions): WorkFile["pipeline"] {
  return {
    dayClone: read.words("pipeline.day_clone") ?? [],
    runDirectory: read.path("pipeline.run_directory"),
    samplesConfigPath: read.path("pipeline.samples_config_path") ?? "config/samples.tsv",
    unitsConfigPath: read.path("pipeline.units_config_path") ?? "config/units.tsv",
    dyAArgs: read.words("pipeline.dy_a_args") ?? ["slurm", "hg38"],
    ...runCommand(read, "pipeline.dy_r_command", read.text("pipeline.dy_r_command") ?? "", options),
    environment: read.variables("pipeline.environment") ?? {},
  };
}
