import { plainText } from "../../text/plain_text.ts";
import type { Explained } from "../../worksets/monitor/explain_workset.ts";
import type { Outcome } from "../../worksets/monitor/monitor.ts";
import type { Validated } from "../../worksets/steps/validate_workset.ts";
import type { Answer } from "../answer.ts";

/** What `monitor-worksets` says at its end. A workset that failed is no failure of the monitor, unless it is asked for. */
export function monitorAnswer(
  outcomes: readonly Outcome[],
  { failOnError, isQuiet }: { readonly failOnError: boolean; readonly isQuiet: boolean },
): Answer {
  const hasFailed = outcomes.some(({ outcome }) => outcome === "error" || outcome === "failed");
  return {
    exitCode: failOnError && hasFailed ? 5 : 0,
    json: {
      worksets: outcomes.map(({ workset, outcome, attempt, error }) => ({
        workset,
        outcome,
        attempt: attempt ?? null,
        error: error ?? null,
      })),
    },
    text: isQuiet ? "" : plainText(
      outcomes.map(({ workset, outcome, error }) =>
        `${workset}: ${outcome}${error === undefined ? "" : ` (${error.code} at ${error.step}: ${error.message})`}`
      ).join("\n"),
    ),
  };
}

/** What would be done: every command, as a line for a shell. */
export function planAnswer(worksets: readonly Explained[]): Answer {
  return {
    json: {
      worksets: worksets.map(({ workset, commands, notes }) => ({
        workset,
        commands: [...commands],
        notes: [...notes],
      })),
    },
    text: plainText(
      worksets.flatMap(({ workset, commands, notes }) => [
        `${workset}:`,
        ...commands.map(({ line }) => `  ${line}`),
        ...notes.map((note) => `  note: ${note}`),
      ]).join("\n"),
    ),
  };
}

export function validateAnswer(workset: string, { notes, place, work }: Validated): Answer {
  return {
    json: { workset, valid: true, notes: [...notes], schema: work.schema, region_az: place?.zone ?? null },
    text: plainText([`${workset}: valid`, ...notes.map((note) => `  note: ${note}`)].join("\n")),
  };
}
