import { adviceOf } from "../../host/errors/advice.ts";
import { errorCodes } from "../../host/errors/error_codes.ts";
import { isErrorCode } from "../../host/errors/is_error_code.ts";
import { clusterCommand } from "../../names/cluster_command.ts";
import { type Content, html, type Markup } from "../../report/html.ts";
import { facts, moment, page, section, table, tile } from "../../report/page_parts.ts";
import { span } from "../../report/span.ts";
import type { Bar } from "../../report/timeline.ts";
import { timelineSvg } from "../../report/timeline_svg.ts";
import type { SharedCluster } from "../../worksets/cluster/shared_cluster.ts";
import type { ReportRow, ReportState, WorksetReport } from "../../worksets/monitor/report_worksets.ts";
import { costText } from "../../worksets/protocol/cost_of.ts";

export type WorksetsPage = WorksetReport & {
  /** For people: `s3://bucket/folder`. */
  readonly root: string;
  readonly now: Date;
  readonly toolVersion: string;
};

const moods: Readonly<Record<ReportState, "good" | "bad" | "open">> = {
  error: "bad",
  "in progress": "open",
  locked: "open",
  ready: "open",
  complete: "good",
  ignored: "open",
  unknown: "open",
};

/** More than these make no picture. */
const mostBars = 60;

/** How the worksets of a root stand, as one page that needs nothing beside itself. */
export function worksetsPage({ root, now, toolVersion, rows, clusters }: WorksetsPage): string {
  const at = now.getTime();
  const content = html`
    <header>
      <p class="kind">Worksets</p>
      <h1>${root}</h1>
      ${facts([["Seen", moment(at)]])}
    </header>
    <main>
    <div class="tiles">${tiles(rows)}</div>
    ${section("Timeline", "From the beginning of each workset's present attempt to its end.", overview(rows, at))}
    ${clustersSection(clusters)}
    ${rows.map((row) => workset(row, at))}
    </main>
    <footer>Written by dayctl ${toolVersion} on ${moment(
      at,
    )} from the journals of the worksets. This page loads nothing from the network.</footer>
  `;
  return page(`Worksets of ${root}`, content);
}

function tiles(rows: readonly ReportRow[]): readonly Markup[] {
  const counts = Map.groupBy(rows, ({ state }) => state);
  const known = rows.flatMap(({ cost }) => cost.usd ?? []);
  const unknown = rows.filter(({ cost, cluster }) => cost.usd === undefined && cluster !== undefined).length;
  const more = unknown === 0 ? "" : `; ${unknown} with a cluster and of unknown cost`;
  return [
    ...[...counts].map(([state, some]) => tile(String(some.length), state)),
    tile(
      known.length === 0 ? "?" : `≥ ${known.reduce((sum, usd) => sum + usd, 0).toFixed(2)} USD`,
      `for the clusters of ${known.length} worksets${more}`,
    ),
  ];
}

function overview(rows: readonly ReportRow[], now: number): Markup {
  const bars = rows.flatMap(({ workset, state, started, finished }): readonly Bar[] => {
    const from = Date.parse(started ?? "");
    const to = Date.parse(finished ?? "");
    if (Number.isNaN(from)) return [];
    const outcome = state === "error" ? "failed" : Number.isNaN(to) ? "open" : "done";
    return [{ group: "worksets", title: workset, from, to: Number.isNaN(to) ? undefined : to, outcome }];
  }).toSorted((one, other) => one.from - other.from);
  return picture(bars.slice(-mostBars), now, "Timeline of the worksets");
}

function picture(bars: readonly Bar[], now: number, label: string): Markup {
  const from = Math.min(...bars.map((bar) => bar.from));
  const to = Math.max(...bars.map((bar) => bar.to ?? now));
  return timelineSvg({ bars, lives: bars.length === 0 ? [] : [{ from, to }] }, label);
}

function clustersSection(clusters: readonly SharedCluster[]): Content {
  if (clusters.length === 0) return "";
  return section(
    "Shared clusters",
    "Each costs money until it is removed, which a monitor does when nobody has used it for a while.",
    table(
      ["Cluster", "State", "Used by", "Not removed before", "Remove it by hand"],
      clusters.map(({ name, region, phase, users, stays, keep_until: until }) => [
        `${name}, ${region}`,
        html`<span class="word">${phase}</span>`,
        users.length === 0 ? html`<span class="none">nobody</span>` : users.join(", "),
        stays === true ? "it stays" : timeText(until),
        html`<code>${clusterCommand("delete", name, region)}</code>`,
      ]),
    ),
  );
}

function workset(row: ReportRow, now: number): Markup {
  const { workset, state, error, cost } = row;
  const isOpen = state === "error" || state === "in progress";
  const begun = Date.parse(row.started ?? "");
  const ended = row.finished === undefined ? now : Date.parse(row.finished);
  const known: readonly (readonly [string, string])[] = [
    ["Step", state === "in progress" || state === "error" ? row.step : ""],
    ["Attempt", row.attempt === undefined ? "" : String(row.attempt)],
    ["Begun", timeText(row.started)],
    ["Ended", timeText(row.finished)],
    ["Took", Number.isNaN(ended - begun) ? "" : span(ended - begun)],
    ["Cluster", row.cluster === undefined ? "" : `${row.cluster}, ${row.region}`],
    ["Cost", `${costText(cost)}${cost.why === "" ? "" : `: ${cost.why}`}`],
    ["Without a known price", cost.uncounted.join(", ")],
    ["Cluster is kept until", timeText(row.keptUntil)],
    ["Results", row.results ?? ""],
  ];
  return html`
    <details class="workset" ${isOpen ? html`open` : ""}>
      <summary>${workset} <span class="badge ${moods[state]}">${state}</span></summary>
      ${facts(known)}
      ${error === undefined ? problem(row.detail) : failure(error)}
      ${row.steps.length === 0 ? "" : picture(stepBars(row), ended, `Timeline of ${workset}`)}
      ${history(row)}
    </details>
  `;
}

function problem(detail: string): Content {
  return detail === "" ? "" : html`<p class="intro">${detail}</p>`;
}

function failure({ code, step, message }: NonNullable<ReportRow["error"]>): Markup {
  const fix = isErrorCode(code) ? adviceOf(errorCodes[code].fix).text : "";
  return html`
    <ul class="warnings">
      <li class="fail"><b>${code}</b> at ${step}: ${message}${fix === "" ? "" : html`<br>Fix: ${fix}`}</li>
    </ul>
  `;
}

function stepBars({ steps }: ReportRow): readonly Bar[] {
  return steps.flatMap(({ name, state, started, ended }): readonly Bar[] => {
    const from = Date.parse(started);
    const to = Date.parse(ended ?? "");
    const outcome = state === "started" ? "open" : state;
    if (Number.isNaN(from)) return [];
    return [{ group: "steps", title: name, from, to: Number.isNaN(to) ? undefined : to, outcome }];
  });
}

function history({ history: events }: ReportRow): Content {
  if (events.length === 0) return "";
  const rows = events.map(({ at, event, owner, epoch }) => [timeText(at), event, `${owner} (${epoch})`]);
  return table(["When", "What", "Monitor (its turn)"], rows);
}

/** What is no time stays as it is. */
function timeText(text: string | undefined): string {
  const at = Date.parse(text ?? "");
  return Number.isNaN(at) ? text ?? "" : moment(at);
}
