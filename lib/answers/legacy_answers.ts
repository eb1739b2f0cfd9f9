import { DayError } from "../host/errors/day_error.ts";
import type { Check } from "../preflight/check.ts";
import type { Answer } from "./answer.ts";

/** One line for a script that reads it, as `get_git_deets.sh` printed it. */
export function lineAnswer(line: string): Answer {
  return { json: { lines: [line] }, text: line };
}

/** What `check_prereq_sw.sh` says: a line for each program; it fails when one is missing or too old. */
export function prerequisitesAnswer(checks: readonly Check[]): Answer {
  const lines = checks.map(({ id, status, details: { current, required } }) =>
    `${status === "PASS" ? "PASS" : "FAIL"} ${id.replace(/.*\./, "")} ${current}, wanted ${required}`
  );
  const fixes = checks.flatMap(({ status, remediation }) => status === "PASS" ? [] : [remediation]);
  const failed = lines.filter((line) => line.startsWith("FAIL ")).map((line) => line.slice("FAIL ".length));
  const error = failed.length === 0
    ? undefined
    : new DayError("DAY-PRE-001", failed.join("; "), { fix: fixes.join("; ") });
  return { error, json: { lines }, text: lines.join("\n") };
}
