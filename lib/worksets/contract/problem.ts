import type { Place } from "../../config/file/yaml_document.ts";
import { DayError } from "../../host/errors/day_error.ts";
import type { Json } from "../../host/json.ts";
import { oneLine } from "../../text/one_line.ts";

/** One thing that is wrong with what was dropped. */
export type Problem = {
  readonly code: "WS-CFG-001" | "WS-DAT-002" | "WS-AWS-002";
  /** The file's name in the workset. */
  readonly file: string;
  readonly at?: Place;
  /** A key such as `cluster.name`, or a row and column; "" for the file as a whole. */
  readonly about: string;
  readonly message: string;
};

/** One line: file, place, what it is about, what is wrong. */
export function problemLine({ file, at, about, message }: Problem): string {
  const place = at === undefined ? file : `${file}:${at.line}:${at.column}`;
  return oneLine(`${place} ${about === "" ? message : `${about}: ${message}`}`);
}

/** All problems in one error; its code is that of the first. */
export function inputError(problems: readonly [Problem, ...Problem[]]): DayError {
  const lines = problems.map(problemLine);
  const message = lines.length === 1 ? lines[0] : `${lines.length} problems:\n  ${lines.join("\n  ")}`;
  return new DayError(problems[0].code, message, { details: { problems: problems.map(problemJson) } });
}

/** Throws when there is a problem, with all of them in the order of the file. */
export function refuse(problems: readonly Problem[]): void {
  const [first, ...more] = problems.toSorted(byPlace);
  if (first !== undefined) throw inputError([first, ...more]);
}

function byPlace({ at: one }: Problem, { at: other }: Problem): number {
  return (one?.line ?? 0) - (other?.line ?? 0) || (one?.column ?? 0) - (other?.column ?? 0);
}

function problemJson({ code, file, at, about, message }: Problem): Json {
  return { code, file, about, message, line: at?.line ?? null, column: at?.column ?? null };
}
