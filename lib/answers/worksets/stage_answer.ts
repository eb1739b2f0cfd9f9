import type { Staged } from "../../worksets/stage/staged.ts";
import type { Answer } from "../answer.ts";

/** What `stage-samples` says at its end; the first line and the list are read by programs of earlier days. */
export function stageAnswer(
  { stageDir, s3Uri, samples, units, files, warnings }: Staged,
  tables: readonly string[],
): Answer {
  return {
    json: {
      stage_dir: stageDir,
      samples,
      units,
      s3_uri: s3Uri,
      files: files.map(({ path, bytes, unchanged }) => ({ path, bytes, unchanged })),
      tables,
      warnings,
    },
    text: [
      `Remote FSx stage directory: ${stageDir}`,
      `Staged files (${files.length}):`,
      ...files.map(({ path }) => `  ${path}`),
      `samples: ${samples}`,
      `units: ${units}`,
      ...tables.map((path) => `written: ${path}`),
      ...warnings.map((warning) => `warning: ${warning}`),
    ].join("\n"),
  };
}
