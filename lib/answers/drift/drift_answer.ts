import { repairCommand } from "../../cluster/drift/repair_command.ts";
import type { DriftQuestion } from "../../cluster/drift/check_drift.ts";
import type { Drift, DriftItem, Finding, Unchecked } from "../../cluster/drift/drift.ts";
import { DayError } from "../../host/errors/day_error.ts";
import { type Json, stableJsonLine } from "../../host/json.ts";
import { kindWords } from "../../text/kind_words.ts";
import { oneLine } from "../../text/one_line.ts";
import type { Answer } from "../answer.ts";
import { counted } from "../../text/counted.ts";

/** Differences, and none that could be read: the exit code of `drift check` alone. */
const exitDrifted = 3;

/**
 * What `drift check` says: 0 without a difference, 3 with one, 2 when there is none among what could be read, and not everything could.
 */
export function driftAnswer(drift: Drift, question: DriftQuestion, options: { readonly exitZero: boolean }): Answer {
  const { findings, unchecked } = drift;
  const isDrifted = findings.length > 0;
  const counts = isDrifted && !options.exitZero;
  const error = unchecked.length > 0 && !counts ? uncheckedError(unchecked) : undefined;
  return {
    exitCode: counts ? exitDrifted : error?.exitCode ?? 0,
    error,
    json: {
      cluster_name: question.cluster,
      region: question.region,
      // Of what could not be read nobody knows.
      drifted: isDrifted ? true : unchecked.length > 0 ? null : false,
      items: findings.map(jsonOf),
      unchecked: unchecked.map(uncheckedJson),
      notes: drift.notes,
    },
    text: driftLines(drift, question).join("\n"),
    next: findings.some(({ repair }) => repair !== undefined) ? [repairs(findings, question)] : [],
  };
}

/** The differences as people read them. */
export function driftLines(
  { findings, unchecked, notes }: Drift,
  { cluster, region }: DriftQuestion,
): readonly string[] {
  const of = `of cluster ${cluster} in ${region}`;
  const count = counted(findings.length, "difference");
  const first = findings.length > 0
    ? `drift ${of}: ${count}`
    : unchecked.length > 0
    ? `no difference was found ${of}, but not everything could be read`
    : `no drift ${of}`;
  return [
    first,
    ...findings.flatMap((
      { item, fix },
    ) => [`  ${wordsOf(item)}`, ...fix.text.split("\n").map((line) => `    ${line}`)]),
    ...unchecked.map(({ resource, id, why }) => `  not checked: ${resource} ${oneLine(id)}: ${oneLine(why)}`),
    ...notes.map((note) => `  ${note}`),
  ];
}

const originWords: Readonly<Record<DriftItem["origin"], string>> = {
  created: "created by dayctl",
  found: "existed before the run",
  repaired: "repaired by dayctl",
};

/** One difference in words, for example `budget daylily-global: amount is 300, expected 200 (created by dayctl)`. */
export function wordsOf({ resource, id, field, expected, actual, status, origin }: DriftItem): string {
  const thing = `${kindWords[resource] ?? resource} ${oneLine(id)}`;
  const said = field === "exists"
    ? "does not exist any more"
    : status === "missing"
    ? `${field} lacks ${valueOf(expected)}`
    : status === "unexpected"
    ? `${field} has ${valueOf(actual)} as well`
    : `${field} is ${valueOf(actual)}, expected ${valueOf(expected)}`;
  return `${thing}: ${said} (${originWords[origin]})`;
}

function valueOf(value: Json): string {
  const text = typeof value === "string" ? value : stableJsonLine(value);
  const line = oneLine(text) || "nothing";
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}

export function jsonOf({ item, fix }: Finding): { readonly [key: string]: Json } {
  return { ...item, fix: fix.text };
}

export function uncheckedJson({ layer, resource, id, why, error }: Unchecked): Json {
  return { layer, resource, id, why, code: error?.code ?? null };
}

export function uncheckedError(unchecked: readonly Unchecked[]): DayError {
  const things = unchecked.map(({ resource, id }) => `${resource} ${id}`).join(", ");
  const fixes = [...new Set(unchecked.flatMap(({ error }) => error === undefined ? [] : [error.fix]))];
  const fix = fixes.length === 0
    ? "correct the cause of each unchecked resource, then run the check again"
    : fixes.join("; ");
  return new DayError("DAY-DRIFT-001", `these resources could not be read: ${things}`, {
    cause: unchecked.find(({ error }) => error !== undefined)?.error,
    fix,
  });
}

/** One repair for all; what was only found has to be asked for. */
function repairs(findings: readonly Finding[], question: DriftQuestion): string {
  const origins = findings.filter(({ repair }) => repair !== undefined).map(({ item: { origin } }) => origin);
  return repairCommand(question, origins.every((origin) => origin === "found") ? "found" : "created");
}
