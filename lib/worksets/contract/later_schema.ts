import { clusterName } from "../../config/keys/complaints/cluster_name.ts";
import { shellWords } from "../../text/shell_words.ts";
import type { FieldReader } from "./field_reader.ts";
import { runCommand } from "./run_command.ts";
import type { ReadOptions, WorkFile } from "./work_file.ts";

/** Names of the flat form; of those that mean the same, the first that is not empty counts. */
const cloneKeys = ["day_clone_args", "day-clone", "clone_args", "clone-args", "clone"];
const runKeys = ["dy_r", "dy-r", "dy", "run", "run_suffix", "run-suffix", "run_cmd", "run-command"];
const exportKeys = ["export_uri", "export-uri", "export"];
const within = ["suffix", "args", "cmd", "command"];

/** What makes a file one of the flat form. */
export const laterKeys: readonly string[] = [
  ...cloneKeys,
  ...runKeys,
  ...exportKeys,
  ...["cluster_name", "workdir_name", "budget", "notes"],
];

export function laterCluster(read: FieldReader): string | undefined {
  return read.text("cluster_name", clusterName);
}

export function laterPipeline(read: FieldReader, options: ReadOptions): WorkFile["pipeline"] {
  const clone = commandIn(read, cloneKeys);
  const run = commandIn(read, runKeys);
  if (run === undefined) read.complain("dy_r", `required (or one of ${runKeys.slice(1).join(", ")})`);
  const exports = exportKeys.find((key) => read.has(key));
  const { words, isOpen } = shellWords(clone?.text ?? "");
  if (clone !== undefined && isOpen) read.complain(clone.key, "a quote in it is not closed");
  return {
    dayClone: words,
    samplesConfigPath: "config/samples.tsv",
    unitsConfigPath: "config/units.tsv",
    dyAArgs: ["slurm", "hg38"],
    ...runCommand(read, run?.key ?? "dy_r", run?.text ?? "", options),
    environment: {},
    exportUri: exports && read.text(exports),
    workdirName: read.text("workdir_name")?.replace(/[^A-Za-z0-9._-]/g, "_"),
  };
}

/** A command as one text: it may be a text, a list, or a section that holds one of the two. */
function commandIn(
  read: FieldReader,
  keys: readonly string[],
): { readonly key: string; readonly text: string } | undefined {
  const candidates = keys.flatMap((key) => [...within.map((each) => `${key}.${each}`), key]);
  for (const key of candidates.filter(read.has)) {
    if (read.isSection(key)) continue;
    const text = read.joined(key);
    if (text !== "") return { key, text };
  }
  return undefined;
}
