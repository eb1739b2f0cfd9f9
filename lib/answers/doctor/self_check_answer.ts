import type { Check } from "../../preflight/check.ts";
import type { Answer } from "../answer.ts";
import { checkLines, rowOf } from "./check_lines.ts";

/** What `self-check` says: exit 1 when something failed. */
export function selfCheckAnswer(checks: readonly Check[]): Answer {
  return {
    exitCode: checks.some(({ status }) => status === "FAIL") ? 1 : 0,
    json: { checks: checks.map(rowOf) },
    text: checks.flatMap(checkLines).join("\n"),
  };
}
