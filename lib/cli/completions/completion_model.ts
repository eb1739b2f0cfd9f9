import { choicesOf, requiredKeys } from "../../config/keys/keys.ts";
import { flagName } from "../flag_name.ts";
import { commonFlags, type FlagSpec } from "../flags.ts";
import type { Task } from "../task.ts";
import type { RecordedNames } from "./recorded_names.ts";

/** What a shell needs to know to complete a command line. */
export type CompletionModel = {
  readonly tasks: readonly CompletedTask[];
  /** The configuration keys of `--set KEY=VALUE`, with their values where only a few words are valid. */
  readonly settings: readonly { readonly key: string; readonly values: readonly string[] }[];
};

export type CompletedTask = {
  readonly names: readonly string[];
  readonly brief: string;
  /** What the first word behind it can be. */
  readonly words: readonly string[];
  readonly flags: readonly CompletedFlag[];
};

export type CompletedFlag = {
  /** As it is typed, `--region-az`. */
  readonly name: string;
  /** `c` for `-c`. */
  readonly letter?: string;
  readonly brief: string;
  readonly repeats: boolean;
  /** What follows it: nothing, a path, a setting, any text, a name out of local records, or one of a few words. */
  readonly takes: "nothing" | "path" | "setting" | "text" | RecordedNames | readonly string[];
};

/** @param entries the tasks in the order of the list, with all names they have */
export function completionModel(
  entries: readonly { readonly task: Task; readonly names: readonly string[] }[],
): CompletionModel {
  return {
    tasks: entries.map(({ task, names }) => ({
      names,
      brief: task.brief,
      words: task.words?.values ?? [],
      flags: [...flagsOf(task), { name: "--help", brief: "this text", repeats: false, takes: "nothing" }],
    })),
    settings: [...requiredKeys].sort().map((key) => ({ key, values: choicesOf(key) })),
  };
}

function flagsOf({ flags, aliases = {} }: Task): readonly CompletedFlag[] {
  return Object.entries({ ...commonFlags, ...flags }).map(([name, spec]: [string, FlagSpec]) => ({
    name: flagName(name),
    letter: Object.keys(aliases).find((letter) => aliases[letter] === name),
    brief: spec.brief,
    repeats: spec.kind === "texts",
    takes: takenBy(name, spec),
  }));
}

/** By the flag's name, which means the same in every task. */
const namesFor: Readonly<Record<string, RecordedNames>> = {
  cluster: "clusters",
  clusterName: "clusters",
  run: "runs",
  resume: "runs",
  profile: "profiles",
};

function takenBy(name: string, spec: FlagSpec): CompletedFlag["takes"] {
  if (spec.kind === "toggle") return "nothing";
  if (spec.kind === "choice") return spec.values;
  if (name === "set") return "setting";
  if (name in namesFor) return namesFor[name];
  return /FILE|PATH|DIR|FOLDER/.test(spec.placeholder) ? "path" : "text";
}
