import type { Audit, Question, Unread } from "../audit/audit.ts";
import type { Row } from "../audit/judge.ts";
import type { NotRemoved } from "../audit/remove_leftovers.ts";
import { DayError } from "../host/errors/day_error.ts";
import type { Json } from "../host/json.ts";
import { oneLine } from "../text/one_line.ts";
import { shellWord } from "../text/shell_word.ts";
import { textTable } from "../text/table.ts";
import type { Answer } from "./answer.ts";
import { counted } from "../text/counted.ts";

/** What `audit` says: 0 when nothing is left, 1 when something is, 2 when not everything could be read. */
export function auditAnswer(found: Audit, question: Question, notRemoved: readonly NotRemoved[] = []): Answer {
  const { left, kept, unread } = found;
  const error = errorOf(unread, notRemoved);
  return {
    exitCode: error?.exitCode ?? (left.length === 0 ? 0 : 1),
    json: {
      cluster_name: question.cluster ?? null,
      regions: question.regions,
      left: left.map(jsonOf),
      kept: kept.map(jsonOf),
      unread: unread.map(({ service, region, error: { code, message, fix } }) => ({
        ...{ service, region, error: { code, message, fix } },
      })),
      not_removed: notRemoved.map(({ thing: { service, id }, error }) => ({ service, id, error: error.message })),
    },
    text: [
      ...auditLines(found, question),
      ...unread.map(({ error }) => `cannot be read: ${error.message}`),
      ...notRemoved.map(({ error }) => `not removed: ${error.message}`),
    ].join("\n"),
    next: left.length === 0 ? [] : [removeCommand(question)],
    error,
  };
}

/** The lists as people read them. */
export function auditLines({ left, kept }: Audit, question: Question): readonly string[] {
  const where = question.regions.length === 1 ? ` in ${question.regions[0]}` : ` in ${question.regions.length} regions`;
  const whose = (question.cluster === undefined ? "" : ` of cluster ${question.cluster}`) + where;
  return [
    left.length === 0 ? `nothing is left over${whose}` : `left over${whose}: ${sum(left)}`,
    ...rowLines(left, question),
    ...(kept.length === 0 ? [] : [`kept: ${sum(kept)}`, ...rowLines(kept, question)]),
  ];
}

/** The rows that the same command removes stand together, and the command once below them. */
function rowLines(rows: readonly Row[], { regions }: Question): readonly string[] {
  const prices = new Map(rows.map((row) => [row, priceOf(row.thing.usd_per_day)]));
  const width = Math.max(0, ...[...prices.values()].map((price) => price.length));
  const groups = [...Map.groupBy(rows, ({ remove }) => remove)];
  const cells = groups.flatMap(([, group]) => group).map((row) => {
    const { thing: { service, region, id }, why } = row;
    const place = regions.length === 1 ? [] : [region];
    // A long id lengthens its own line alone.
    return [service, ...place, prices.get(row)?.padStart(width) ?? "", `${oneLine(id)}: ${oneLine(why)}`];
  });
  // Nothing is wrapped, so that each row is a line.
  const lines = textTable(cells, { width: Infinity });
  let next = 0;
  return groups.flatMap(([remove, { length }]) => [
    ...lines.slice(next, next += length),
    `    ${oneLine(remove)}`,
  ]);
}

function priceOf(usd: number | null): string {
  return usd === null ? "-" : `${usd.toFixed(2)} USD/day`;
}

function sum(rows: readonly Row[]): string {
  const usd = rows.reduce((total, { thing }) => total + (thing.usd_per_day ?? 0), 0);
  const things = counted(rows.length, "resource");
  return usd === 0 ? things : `${things}, at least ${usd.toFixed(2)} USD a day`;
}

function jsonOf({ thing: { service, id, usd_per_day }, why, remove }: Row): Json {
  return { service, id, why, usd_per_day, remove };
}

function removeCommand({ regions, cluster }: Question): string {
  const where = regions.length === 1 ? `--region ${regions[0]}` : "--all";
  return `deno task audit ${cluster === undefined ? "" : `--cluster ${shellWord(cluster)} `}${where} --remove`;
}

function errorOf(unread: readonly Unread[], notRemoved: readonly NotRemoved[]): DayError | undefined {
  if (unread.length > 0) {
    const kinds = [...new Set(unread.map(({ service }) => service))].join(", ");
    const fixes = [...new Set(unread.map(({ error }) => error.fix))].join("; ");
    return new DayError("DAY-AUDIT-001", `these could not all be read: ${kinds}`, { fix: fixes });
  }
  if (notRemoved.length === 0) return undefined;
  const what = notRemoved.map(({ thing: { service, id } }) => `${service} ${id}`).join(", ");
  return new DayError("DAY-AUDIT-003", `not removed: ${what}`, { cause: notRemoved[0].error });
}
