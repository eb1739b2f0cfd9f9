import leven from "leven";
import { advice, command, joined } from "../host/errors/advice.ts";
import { DayError } from "../host/errors/day_error.ts";
import { type ErrorCode, errorCodes } from "../host/errors/error_codes.ts";
import { type ConfigKey, keysInTable } from "../config/keys/keys.ts";
import { shellWord } from "../text/shell_word.ts";

export type Named =
  | { readonly is: "error"; readonly code: ErrorCode }
  | { readonly is: "key"; readonly key: ConfigKey }
  /** Its root as an S3 URI, and the name of its folder below `ready/`. */
  | { readonly is: "workset"; readonly root: string; readonly workset: string };

/** So many names are offered for one that is unknown. */
const offered = 3;

/**
 * What a word means: an error code or a configuration key, in capitals or not, or the address of a workset.
 *
 * @throws DayError DAY-EXPL-001 with the nearest names
 */
export function whatIsNamed(word: string): Named {
  const same = (name: string) => name.toLowerCase() === word.trim().toLowerCase();
  const code = (Object.keys(errorCodes) as ErrorCode[]).find(same);
  if (code !== undefined) return { is: "error", code };
  const key = keysInTable.find(same);
  if (key !== undefined) return { is: "key", key };
  const [, root, workset] =
    /^(s3:\/\/[^/]+\/.*?[^/])(?:\/(?:ready|archived|in_flight|ignore))?\/([^/]+)\/?$/.exec(word) ?? [];
  if (workset !== undefined && !/^\.{1,2}$/.test(workset)) return { is: "workset", root, workset };
  const what = `${JSON.stringify(word)} is neither an error code nor a configuration key`;
  if (/[/:]/.test(word)) {
    const fix = "give the address of the workset, s3://BUCKET/FOLDER/ready/WORKSET";
    throw new DayError("DAY-EXPL-001", `${what}: this looks like a workset`, { fix });
  }
  const near = joined(nearest(word).map((name) => command(`deno task explain ${shellWord(name)}`)), "\n  ");
  throw new DayError("DAY-EXPL-001", what, { fix: advice`the nearest names are:\n  ${near}` });
}

/** The nearest names first; those that hold the word are nearer than all others. */
function nearest(word: string): readonly string[] {
  const wanted = word.trim().toLowerCase();
  const distance = (name: string) => {
    const known = name.toLowerCase();
    return wanted.length > 3 && known.includes(wanted) ? 0 : leven(wanted, known);
  };
  return [...Object.keys(errorCodes), ...keysInTable]
    .map((name) => ({ name, far: distance(name) }))
    .sort((one, other) => one.far - other.far || (one.name < other.name ? -1 : 1))
    .slice(0, offered).map(({ name }) => name);
}
