import type { Bundled } from "../../cluster/logs/bundle.ts";
import type { Answer } from "../answer.ts";
import { counted } from "../../text/counted.ts";

/** What `logs --bundle` has written, and what is not in it. */
export function bundleAnswer({ path, files, missing }: Bundled): Answer {
  return {
    json: { path, files, missing },
    text: [
      `${path}: ${
        counted(files.length, "file")
      }; keys, tokens and passwords were removed, names and addresses were not`,
      ...missing.map((what) => `  not included: ${what}`),
    ].join("\n"),
  };
}
