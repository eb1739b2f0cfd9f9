import type { YamlDocument } from "../../config/file/yaml_document.ts";
import { didYouMean } from "../../text/did_you_mean.ts";
import { laterKeys } from "./later_schema.ts";
import { type Problem, problemLine } from "./problem.ts";
import { workFileName } from "./work_file.ts";

/** The keys of each section; of the whole file below "". */
const known: Readonly<Record<string, readonly string[]>> = {
  "": ["aws", "stage", "cluster", "pipeline", ...laterKeys],
  aws: ["profile", "region"],
  stage: ["samples_tsv", "units_tsv", "pem_key", "extra_args"],
  cluster: [
    ...["name", "template", "create_args", "destroy_on_completion", "keep_hours", "allow_existing", "share"],
  ],
  pipeline: [
    ...["day_clone", "run_directory", "samples_config_path", "units_config_path"],
    ...["dy_a_args", "dy_r_command", "environment"],
  ],
};

export const sections: readonly string[] = Object.keys(known);

/** Keys that nobody reads, a line each: they are ignored, and may be misspelt. */
export function unknownKeys(document: YamlDocument): readonly string[] {
  return sections.flatMap((section) => {
    const path = section === "" ? [] : [section];
    return document.keys(path).filter((key) => !known[section].includes(key)).map((key) => {
      const guess = didYouMean(key, known[section]);
      const problem: Problem = {
        code: "WS-CFG-001",
        file: workFileName,
        at: document.atKey([...path, key]),
        about: [...path, key].join("."),
        message: guess === undefined
          ? "this key is unknown and has no effect"
          : `this key is unknown and has no effect; ${guess}`,
      };
      return problemLine(problem);
    });
  });
}
