import { type Advice, advice, command } from "../../host/errors/advice.ts";
import { DayError } from "../../host/errors/day_error.ts";
import type { Place } from "../../config/file/yaml_document.ts";
import type { Json } from "../../host/json.ts";

/** One thing that is wrong with a file, or questionable. */
export type Problem = {
  readonly code: string;
  readonly isWarning: boolean;
  readonly at: Place;
  /** The key it is about, as in `aws.total_instances`; "" for the file as a whole. */
  readonly key: string;
  readonly found: string;
  readonly allowed: string;
  readonly fix: string;
};

/** One line for a person: code, place, key, what was found, what is allowed, what to do. */
export function problemLine(path: string, { code, at, key, found, allowed, fix }: Problem): string {
  const what = [key === "" ? undefined : key, found].filter((part) => part !== undefined).join(": ");
  return `${code} ${path}:${at.line}:${at.column} ${what}; ${allowed}${fix === "" ? "" : `; ${fix}`}`;
}

export function problemJson({ code, at, key, found, allowed, fix }: Problem): Json {
  return { code, line: at.line, column: at.column, key, found, allowed, fix };
}

/** All that is wrong with a file, in one error. */
export function configError(path: string, problems: readonly Problem[], fix?: Advice): DayError {
  const lines = problems.map((problem) => problemLine(path, problem));
  const message = lines.length === 1 ? lines[0] : `${lines.length} mistakes:\n  ${lines.join("\n  ")}`;
  const usual = advice`correct them, then validate again with: ${command(`deno task spot-deploy validate`)}`;
  return new DayError("DAY-SPOT-001", message, { fix: fix ?? usual, details: { problems: problems.map(problemJson) } });
}
