import type { DriftQuestion } from "../../cluster/drift/check_drift.ts";
import type { Finding } from "../../cluster/drift/drift.ts";
import type { Repaired } from "../../cluster/drift/repair_drift.ts";
import { repairCommand } from "../../cluster/drift/repair_command.ts";
import { DayError } from "../../host/errors/day_error.ts";
import type { Answer } from "../answer.ts";
import { jsonOf, uncheckedError, uncheckedJson, wordsOf } from "./drift_answer.ts";

/**
 * What `drift repair` says: 0 when all is as remembered, 1 when something could only be reported, 2 when a repair failed or not
 * everything could be read.
 */
export function driftRepairAnswer(done: Repaired, question: DriftQuestion): Answer {
  const { repaired, reportOnly, left, unchecked, notes } = done;
  const error = left.length > 0 ? leftError(left) : unchecked.length > 0 ? uncheckedError(unchecked) : undefined;
  const line = ({ item, fix }: Finding) => [`  ${wordsOf(item)}`, ...fix.text.split("\n").map((each) => `    ${each}`)];
  const part = (title: string, lines: readonly string[]) => lines.length === 0 ? [] : [title, ...lines];
  return {
    exitCode: error?.exitCode ?? (reportOnly.length > 0 ? 1 : 0),
    error,
    json: {
      cluster_name: question.cluster,
      region: question.region,
      repaired: repaired.map(jsonOf),
      report_only: reportOnly.map(jsonOf),
      left: left.map(({ finding, error }) => ({ ...jsonOf(finding), why: error?.message ?? null })),
      unchecked: unchecked.map(uncheckedJson),
      notes,
    },
    text: [
      ...part("these differences were repaired:", repaired.map(({ item }) => `  ${wordsOf(item)}`)),
      ...part(
        "not repaired:",
        left.map(({ finding: { item }, error }) => `  ${wordsOf(item)}: ${error?.message ?? ""}`),
      ),
      ...part("only reported:", reportOnly.flatMap(line)),
      ...part("not checked:", unchecked.map(({ resource, id, why }) => `  ${resource} ${id}: ${why}`)),
      ...notes,
      ...(repaired.length + reportOnly.length + left.length + unchecked.length === 0 ? ["no drift was found"] : []),
    ].join("\n"),
    next: left.length > 0
      ? [repairCommand(question, "created")]
      : reportOnly.some(({ repair }) => repair !== undefined)
      ? [repairCommand(question, "found")]
      : [],
  };
}

function leftError(left: Repaired["left"]): DayError {
  const words = left.map(({ finding: { item }, error }) =>
    `${item.resource} ${item.id}: ${error?.message ?? "it still differs"}`
  );
  const cause = left.find(({ error }) => error !== undefined)?.error;
  return new DayError("DAY-DRIFT-002", [...new Set(words)].join("\n"), {
    cause,
    ...(cause ? { fix: cause.advice } : {}),
  });
}
