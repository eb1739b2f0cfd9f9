import type { Check } from "../../preflight/check.ts";
import type { Answer } from "../answer.ts";
import { checkLines, rowOf } from "./check_lines.ts";
import { counted } from "../../text/counted.ts";

/** What `doctor` says: 0 when nothing was found, else 1, warnings included. */
export function doctorAnswer(checks: readonly Check[]): Answer {
  const found = checks.filter(({ status }) => status !== "PASS");
  const sum = found.length === 0
    ? "no problems were found"
    : `${counted(found.length, "finding")}: ${found.map(({ id }) => id).join(", ")}`;
  return {
    exitCode: found.length === 0 ? 0 : 1,
    json: { checks: checks.map(rowOf) },
    text: [...checks.flatMap(checkLines), sum].join("\n"),
  };
}
