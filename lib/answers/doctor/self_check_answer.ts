import type { Check } from "../../preflight/check.ts";
import type { Answer } from "../answer.ts";

/** What `self-check` says: exit 1 when something failed. */
export function selfCheckAnswer(checks: readonly Check[]): Answer {
  const rows = checks.map(({ id, status, details, remediation }) => ({ id, status, details, remediation }));
  return {
    exitCode: checks.some(({ status }) => status === "FAIL") ? 1 : 0,
    json: { checks: rows },
    text: rows.flatMap(({ status, id, details, remediation }) => [
      `${status} ${id}: ${wordsOf(details)}`,
      ...(remediation === "" ? [] : [`  fix: ${remediation}`]),
    ]).join("\n"),
  };
}

function wordsOf({ note, ...facts }: Check["details"]): string {
  return String(note ?? Object.values(facts).join(" "));
}
